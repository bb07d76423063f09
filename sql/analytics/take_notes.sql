-- Takes the notes that a read model is stale, which a refresh is about to mend.
DELETE FROM stale_models WHERE stale_models.model = :model
