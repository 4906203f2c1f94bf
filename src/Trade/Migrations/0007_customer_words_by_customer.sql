-- Whether a customer has a word is looked up by the customer and the word: a list in order of names, searched for a common word, asks that
-- of one customer after the other, and by the word alone each asking reads all who have it.
DROP INDEX trade.customer_words_of;
CREATE INDEX customer_words_of ON trade.customer_words (tenant_id, customer_id, word);
