"""IPython runs this when a kernel of this environment starts, so that no lesson's cell is unkind."""

from ipr.teach.cells import make_kind

make_kind()
