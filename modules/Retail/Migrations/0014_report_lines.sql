-- What reports of products, margin and tax add up: every line sold, voided and refunded, on the day that was done.
CREATE VIEW retail.line_days WITH (security_invoker = true) AS
SELECT l.tenant_id, s.business_day, l.product_id, l.tax_code, l.tax_basis_points, 'sale' AS kind, l.quantity, l.total_sen, l.tax_sen,
    -- null where nobody knew it; half a sen up, as Money does
    (l.quantity * l.unit_cost_sen + 500) / 1000 AS cost_sen,
    CASE WHEN l.unit_cost_sen IS NULL THEN l.total_sen - l.tax_sen ELSE 0 END AS uncosted_sen
FROM retail.sales s JOIN retail.sale_lines l ON l.tenant_id = s.tenant_id AND l.sale_id = s.sale_id
UNION ALL
SELECT b.tenant_id, r.business_day, l.product_id, l.tax_code, l.tax_basis_points, r.kind, b.quantity, b.total_sen, b.tax_sen,
    -- Goods written off are gone, and so is what they cost.
    CASE WHEN b.restock THEN (b.quantity * l.unit_cost_sen + 500) / 1000 END,
    CASE WHEN l.unit_cost_sen IS NULL THEN b.total_sen - b.tax_sen ELSE 0 END
FROM retail.reversals r
JOIN retail.reversal_lines b ON b.tenant_id = r.tenant_id AND b.sale_id = r.sale_id AND b.reversal_id = r.reversal_id
JOIN retail.sale_lines l ON l.tenant_id = b.tenant_id AND l.sale_id = b.sale_id AND l.line = b.sale_line;
GRANT SELECT ON retail.line_days TO niaga_app, niaga_backup;
