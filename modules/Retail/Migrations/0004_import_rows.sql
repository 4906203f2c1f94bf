-- What is wrong with a file goes back to its owner with the rows themselves, to be mended and imported again.
ALTER TABLE retail.product_imports ADD COLUMN headings text[];
ALTER TABLE retail.product_import_errors ADD COLUMN cells text[];
