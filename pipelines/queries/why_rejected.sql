-- Why were files and records met and not used?
--
-- Columns:
--   stage (text): the stage that met them
--   reason (text): why it did not use them
--   count (number of files or records): how many
-- Cost: reads two columns of rejected; grows with the number of what was not used.
-- Example: pixrec query why_rejected.sql
SELECT stage, reason, COUNT(*) AS count
FROM rejected
GROUP BY stage, reason
ORDER BY count DESC, stage, reason;
