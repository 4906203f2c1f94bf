-- Every foreign key has an index, every function a fixed search path; see platform's migration of the same name.
CREATE INDEX products_category ON retail.products (tenant_id, category_id);
CREATE INDEX product_imports_file ON retail.product_imports (tenant_id, file_id);
CREATE INDEX sale_lines_product ON retail.sale_lines (tenant_id, product_id);
ALTER FUNCTION retail.sale_adds_up() SET search_path = '';
