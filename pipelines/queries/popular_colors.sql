-- Which colours do people like most?
-- A colour counts once for each favourite that has it, as in patterns.json.
-- Columns: color, count.
-- Cost: reads favorites(filename) and colors(filename, name) once.
SELECT name AS color, COUNT(*) AS count
FROM favorites
JOIN (SELECT DISTINCT filename, name FROM colors) AS palette USING (filename)
GROUP BY name
ORDER BY count DESC, color;
