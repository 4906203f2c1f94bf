-- When a business goes back to an earlier time its products are changed and their words are rows of then: neither works the other out.
CALL platform.quiet_while_loading('retail.products', 'products_words_changed');
