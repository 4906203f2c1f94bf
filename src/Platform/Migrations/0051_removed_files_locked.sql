-- Whoever clears the file store sees of every business that bytes wait, and takes them off the list as that business.
ALTER TABLE platform.removed_files ENABLE ROW LEVEL SECURITY;
ALTER TABLE platform.removed_files FORCE ROW LEVEL SECURITY;
CREATE POLICY waiting ON platform.removed_files FOR SELECT USING (true);
CREATE POLICY added ON platform.removed_files FOR INSERT WITH CHECK (tenant_id = current_setting('app.tenant_id')::uuid);
CREATE POLICY cleared ON platform.removed_files FOR DELETE USING (tenant_id = current_setting('app.tenant_id')::uuid);
