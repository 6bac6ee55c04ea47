-- For counting confirmed doubles. Its column hardly ever changes, so a delivery that is moved stays on its page.
CREATE INDEX delivery_possible_duplicate ON delivery (id) WHERE possible_duplicate;
