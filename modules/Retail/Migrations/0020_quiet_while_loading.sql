-- What these work out of sales, or ask of documents that are new, stands in rows that are loaded.
CALL platform.quiet_while_loading('retail.products', 'fields_checked');
CALL platform.quiet_while_loading('retail.products', 'products_words_added');
CALL platform.quiet_while_loading('retail.sales', 'sales_add_to_days');
CALL platform.quiet_while_loading('retail.sales', 'sales_unsum_months');
CALL platform.quiet_while_loading('retail.sale_days', 'sale_days_guard');
CALL platform.quiet_while_loading('retail.reversed_sales', 'reversed_sales_guard');
CALL platform.quiet_while_loading('retail.reversals', 'reversals_reverse');
CALL platform.quiet_while_loading('retail.reversals', 'reversals_unsum_months');
CALL platform.quiet_while_loading('retail.reversal_lines', 'reversal_lines_reverse');
CALL platform.quiet_while_loading('retail.reversal_lines', 'reversal_lines_made_once');
CALL platform.quiet_while_loading('retail.reversal_payments', 'reversal_payments_made_once');
