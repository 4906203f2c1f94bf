-- When a business goes back to an earlier time its fields are those of then, whatever is counted on the way there.
CALL platform.quiet_while_loading('fields.fields', 'fields_few');
CALL platform.quiet_while_loading('fields.fields', 'fields_retire');
CALL platform.quiet_while_loading('fields.options', 'options_few');
CALL platform.quiet_while_loading('fields.options', 'options_retire');
