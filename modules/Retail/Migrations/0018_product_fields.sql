-- Products take fields of the business's own.
CALL fields.allow('retail.products', 'retail.product');
