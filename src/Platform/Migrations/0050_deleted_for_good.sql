-- A record may be taken out of the bin for good before its time, by who owns the business: a run and a certificate of its own.
ALTER TABLE platform.purge_runs DROP CONSTRAINT purge_runs_kind_check,
    ADD CONSTRAINT purge_runs_kind_known CHECK (kind IN ('due', 'again', 'asked'));
