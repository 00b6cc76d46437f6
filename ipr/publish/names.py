"""What the files in a plan's folder of reports are called; nothing here is slow to load."""

NOTEBOOK_NAME, FAILED_NAME = "rapport.ipynb", "feilet.ipynb"
RESULT_NAME = "resultat.json"
RECORD_NAME = ".ipr-rapport.json"
"""The hidden file in each report's folder that tells what it was made by."""

MANIFEST_NAME, INDEX_NAME = "manifest.json", "index.html"
PAGE_NAME, ALL_SCENARIOS = "prov-budsjettet.html", "alle-scenarioer.xlsx"
LESSONS = "opplaering"  # the folder of the lessons' pages
CSV_NAME, JSON_NAME, PACKAGE_NAME = "resultater.csv", "resultater.json", "datapackage.json"
