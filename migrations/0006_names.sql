-- How sure the names in a result are: 'known', 'ambiguous', 'unknown', or '' before it is derived again.
-- device: the submitted name of one device where all have the same, else as hardware.
ALTER TABLE result_derived ADD COLUMN model_standing TEXT NOT NULL DEFAULT '';
ALTER TABLE result_derived ADD COLUMN device TEXT NOT NULL DEFAULT '';
ALTER TABLE result_derived ADD COLUMN hardware_standing TEXT NOT NULL DEFAULT '';
CREATE INDEX result_derived_model_to_review ON result_derived (model) WHERE model_standing IN ('ambiguous', 'unknown');
CREATE INDEX result_derived_device_to_review ON result_derived (device) WHERE hardware_standing IN ('ambiguous', 'unknown');

-- One row: the catalogue that the results were derived with. Another one moves names, so that all are
-- derived again.
CREATE TABLE used_catalogue (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    sha256 TEXT NOT NULL
);
