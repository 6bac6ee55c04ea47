-- A page of a notice's deliveries at one receiving domain, or with one reason, is found without walking all of them. Neither
-- column changes for a delivery that goes well, so that begin and settle still rewrite no index.
CREATE INDEX delivery_domain ON delivery (notice, domain, recipient, channel) WHERE domain IS NOT NULL;
CREATE INDEX delivery_reason ON delivery (notice, reason, recipient, channel) WHERE reason IS NOT NULL;
