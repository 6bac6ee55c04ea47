-- Deliveries that ended because the mailbox was disabled: the second one for an address takes it off the list of those written to.
CREATE INDEX delivery_mailbox_disabled ON delivery (address_bi, channel) WHERE reason = 'mailbox-disabled';
