"""Run by IPython when a kernel of this environment starts: a lesson is kind, no table lost."""

from ipr.teach.cells import make_kind

make_kind()
