-- While a restore changes its rows, a business can be read and nothing of it written. Only the operator's command leads there and back.
ALTER TABLE platform.tenants DROP CONSTRAINT tenants_status_known;
ALTER TABLE platform.tenants ADD CONSTRAINT tenants_status_known
    CHECK (status IN ('pending', 'active', 'read_only', 'suspended', 'terminated'));

CREATE OR REPLACE FUNCTION platform.tenant_lifecycle() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.status <> 'pending' THEN
            RAISE EXCEPTION 'a tenant begins pending' USING ERRCODE = 'check_violation', CONSTRAINT = 'tenants_lifecycle';
        END IF;
        RETURN NEW;
    END IF;
    IF (OLD.status, NEW.status) NOT IN (('pending', 'active'), ('active', 'suspended'), ('suspended', 'active'),
        ('active', 'read_only'), ('read_only', 'active'), ('read_only', 'suspended'),
        ('pending', 'terminated'), ('active', 'terminated'), ('suspended', 'terminated')) THEN
        RAISE EXCEPTION 'no way from % to %', OLD.status, NEW.status USING ERRCODE = 'check_violation', CONSTRAINT = 'tenants_lifecycle';
    END IF;
    RETURN NEW;
END $$;
