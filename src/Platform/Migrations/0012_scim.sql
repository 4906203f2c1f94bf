-- What a business's directory says of a member, beside what the person says of themselves. Gone with the membership.
CREATE TABLE platform.scim_users (
    tenant_id uuid NOT NULL,
    person_id uuid NOT NULL,
    user_name text NOT NULL CHECK (length(user_name) BETWEEN 1 AND 254),
    -- Upper case: two users never differ by case alone.
    user_name_key text NOT NULL,
    external_id text CHECK (length(external_id) BETWEEN 1 AND 254),
    display_name text,
    formatted_name text,
    given_name text,
    family_name text,
    email text,
    -- The directory took the place away; what a person here suspended, the directory does not give back.
    deactivated_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, person_id),
    CONSTRAINT scim_users_user_name_unique UNIQUE (tenant_id, user_name_key),
    CONSTRAINT scim_users_external_id_unique UNIQUE (tenant_id, external_id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES platform.memberships ON DELETE CASCADE
);
CALL platform.isolate('platform.scim_users', 'SELECT', 'INSERT', 'UPDATE');

-- Whoever opens a place, the directory's word that it is closed is over.
CREATE FUNCTION platform.membership_opened() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE platform.scim_users SET deactivated_at = NULL WHERE tenant_id = NEW.tenant_id AND person_id = NEW.person_id AND deactivated_at IS NOT NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER memberships_opened AFTER UPDATE OF status ON platform.memberships FOR EACH ROW WHEN (NEW.status = 'active') EXECUTE FUNCTION platform.membership_opened();

-- The role that members created by the directory begin with. No row: staff.
CREATE TABLE platform.provisioning (
    tenant_id uuid PRIMARY KEY REFERENCES platform.tenants,
    default_role text NOT NULL CONSTRAINT provisioning_makes_no_owner CHECK (default_role <> 'owner'),
    updated_at timestamptz NOT NULL
);
CALL platform.isolate('platform.provisioning', 'SELECT', 'INSERT', 'UPDATE');
