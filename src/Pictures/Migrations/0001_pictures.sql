-- Pictures of records of any kind: a product, a patient. Their bytes are files of the business.
CREATE TABLE pictures.pictures (
    tenant_id uuid NOT NULL REFERENCES platform.tenants,
    picture_id uuid NOT NULL,
    -- the record: its kind, as the audit log calls it, and its id
    subject text COLLATE "C" NOT NULL CHECK (length(subject) BETWEEN 1 AND 80),
    record_id uuid NOT NULL,
    -- 1 is what tiles and lists show; none while it is removed
    place integer CHECK (place > 0),
    former_place integer NOT NULL CHECK (former_place > 0),
    -- the first half of the SHA-256 of the large picture: its address, which never shows another picture
    hash uuid NOT NULL,
    width integer NOT NULL CHECK (width > 0),
    height integer NOT NULL CHECK (height > 0),
    bytes bigint NOT NULL CHECK (bytes > 0),
    large_file_id uuid NOT NULL,
    medium_file_id uuid NOT NULL,
    small_file_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    -- it can come back for a day
    removed_at timestamptz,
    replaced_by uuid,
    PRIMARY KEY (tenant_id, picture_id),
    CONSTRAINT pictures_place_unique UNIQUE (tenant_id, subject, record_id, place) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT pictures_removed_has_no_place CHECK (place IS NULL OR removed_at IS NULL),
    FOREIGN KEY (tenant_id, large_file_id) REFERENCES platform.files,
    FOREIGN KEY (tenant_id, medium_file_id) REFERENCES platform.files,
    FOREIGN KEY (tenant_id, small_file_id) REFERENCES platform.files
);
CREATE INDEX pictures_by_hash ON pictures.pictures (tenant_id, hash);
CREATE INDEX pictures_large ON pictures.pictures (tenant_id, large_file_id);
CREATE INDEX pictures_medium ON pictures.pictures (tenant_id, medium_file_id);
CREATE INDEX pictures_small ON pictures.pictures (tenant_id, small_file_id);
CALL platform.isolate('pictures.pictures');
