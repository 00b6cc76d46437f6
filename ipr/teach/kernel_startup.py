"""Run by IPython when a kernel of this environment starts, so that any lesson's cell is kind."""

from ipr.teach.cells import make_kind

make_kind()
