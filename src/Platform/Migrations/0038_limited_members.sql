-- An owner sees the whole business.
ALTER TABLE platform.memberships ADD CONSTRAINT memberships_owner_everywhere CHECK (role <> 'owner' OR branches IS NULL);

-- Where whoever accepts will work; null is everywhere.
ALTER TABLE platform.invitations ADD COLUMN branches uuid[]
    CONSTRAINT invitations_branches_none_or_some CHECK (cardinality(branches) > 0 AND array_position(branches, NULL) IS NULL);
ALTER TABLE platform.invitations ADD CONSTRAINT invitations_owner_everywhere CHECK (role <> 'owner' OR branches IS NULL);
