-- To whom a sale was made, where somebody asked. By itself: a sale never changes, and most have no customer.
CREATE TABLE retail.sale_customers (
    tenant_id uuid NOT NULL,
    sale_id uuid NOT NULL,
    -- as chosen then; who was merged since is found by trade.customer_family
    customer_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, sale_id),
    FOREIGN KEY (tenant_id, sale_id) REFERENCES retail.sales,
    CONSTRAINT sale_customers_customer FOREIGN KEY (tenant_id, customer_id) REFERENCES trade.customers
);
CREATE INDEX sale_customers_by_customer ON retail.sale_customers (tenant_id, customer_id, sale_id DESC);
CALL platform.isolate('retail.sale_customers', 'SELECT', 'INSERT');
