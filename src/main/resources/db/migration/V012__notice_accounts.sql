-- A public post goes to several accounts of one channel.
ALTER TABLE notice_channel DROP CONSTRAINT notice_channel_pkey;
ALTER TABLE notice_channel ADD PRIMARY KEY (notice, channel, account);
