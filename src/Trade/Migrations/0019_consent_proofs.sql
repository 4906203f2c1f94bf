-- Further purposes, and a withdrawal that came as a request under the law.
ALTER TABLE trade.customer_consents
    DROP CONSTRAINT customer_consents_purpose_check,
    DROP CONSTRAINT customer_consents_withdrawn_channel_check,
    ADD CONSTRAINT customer_consents_purpose_check
        CHECK (purpose IN ('marketing', 'marketing_email', 'marketing_message', 'profiling', 'reminders', 'loyalty', 'sharing')),
    ADD CONSTRAINT customer_consents_withdrawn_channel_check
        CHECK (withdrawn_channel IN ('in_person', 'phone', 'message', 'email', 'form', 'website', 'request'));

-- Proof: which notice they had been given, the words they agreed to, the paper they signed. Written once with the consent.
CREATE TABLE trade.consent_proofs (
    tenant_id uuid NOT NULL,
    consent_id uuid NOT NULL,
    notice_id uuid,
    wording text NOT NULL CHECK (length(wording) BETWEEN 1 AND 1000),
    language text COLLATE "C" NOT NULL CHECK (language IN ('en', 'ms')),
    -- of the customer's files; no key, for those come in with a schema of their own
    attachment_id uuid,
    PRIMARY KEY (tenant_id, consent_id),
    FOREIGN KEY (tenant_id, consent_id) REFERENCES trade.customer_consents,
    FOREIGN KEY (tenant_id, notice_id) REFERENCES privacy.notices
);
CREATE INDEX consent_proofs_notice ON trade.consent_proofs (tenant_id, notice_id);
CALL platform.isolate('trade.consent_proofs', 'SELECT', 'INSERT');

-- That somebody agreed, to what, how and when is evidence: nothing of it changes, and it is taken back once. Whose it is moves with a merge.
CREATE FUNCTION trade.consents_stay() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    IF (NEW.purpose, NEW.channel, NEW.given_at, NEW.recorded_by) IS DISTINCT FROM (OLD.purpose, OLD.channel, OLD.given_at, OLD.recorded_by)
        OR (OLD.withdrawn_at IS NOT NULL AND (NEW.withdrawn_at, NEW.withdrawn_channel, NEW.withdrawn_by)
            IS DISTINCT FROM (OLD.withdrawn_at, OLD.withdrawn_channel, OLD.withdrawn_by)) THEN
        RAISE EXCEPTION 'a consent stays as it was given' USING ERRCODE = 'check_violation', CONSTRAINT = 'customer_consents_stay';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER consents_stay BEFORE UPDATE ON trade.customer_consents FOR EACH ROW EXECUTE FUNCTION trade.consents_stay();
