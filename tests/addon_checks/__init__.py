"""What every addon of the suite must satisfy, written once.

Each module here answers one question about one addon and returns *offenders*: sentences that
name the file or the record and say what to do. The tests named ``test_addon_*`` next to this
package ask the questions for every addon they find; an author adds an addon and nothing here.

- files only: `manifest`, `layering`, `public_methods`, `migrations`, `machine_paths`, `catalogue`
- on a database with the addons installed: `access`, `views`, `indexes`, `remote_calls`
- on a throwaway database: `lifecycle`
"""
