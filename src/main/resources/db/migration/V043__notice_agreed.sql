-- What somebody approved before it was edited: whoever is asked again is shown what has changed since.
ALTER TABLE notice ADD COLUMN agreed_spec text CHECK (jsonb_typeof(agreed_spec::jsonb) = 'object');
