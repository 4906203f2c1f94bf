-- A business's own fields are columns too.
ALTER TABLE platform.list_columns DROP CONSTRAINT list_columns_hidden_check,
    ADD CONSTRAINT list_columns_hidden_check
        CHECK (cardinality(hidden) BETWEEN 1 AND 100 AND length(array_to_string(hidden, ',')) <= 5000);
