-- The encounter figures written by hand for DuckDB: same rules, same answers, no Ibis. The yardstick of bench/measures.
-- Statements are run in order; {today} is a DATE literal.

-- Hospital stays by class, and by evidence where the class does not say.
CREATE TEMP TABLE nested AS
SELECT facility, encounter, class_code, part_of AS whole FROM encounters p
WHERE part_of IS NOT NULL AND part_of <> encounter AND started_at IS NOT NULL
  AND coalesce(lower(status) NOT IN ('planned', 'proposed', 'scheduled', 'pending', 'cancelled', 'discontinued',
      'rejected', 'noshow', 'entered-in-error'), true)
  AND EXISTS (SELECT 1 FROM encounters w WHERE w.facility = p.facility AND w.encounter = p.part_of);

CREATE TEMP TABLE stays AS
WITH admitted AS (
    SELECT facility, encounter, patient, unit, status, started_at, ended_at, disposition,
        upper(class_code) NOT IN ('OBSENC', 'OBSERVATION') AS inpatient
    FROM encounters
    WHERE started_at IS NOT NULL
      AND (upper(class_code) IN ('IMP', 'ACUTE', 'NONAC', 'I', 'INPATIENT', 'OBSENC', 'OBSERVATION')
        OR (upper(class_code) IN ('SS', 'B') AND coalesce(ended_at::DATE > started_at::DATE, true)))
      AND coalesce(lower(status) NOT IN ('planned', 'proposed', 'scheduled', 'pending', 'cancelled', 'discontinued',
          'rejected', 'noshow', 'entered-in-error'), true)
    UNION ALL
    SELECT e.facility, e.encounter, patient, unit, status, started_at, ended_at, disposition, true
    FROM encounters e LEFT JOIN (
        SELECT facility, encounter FROM encounter_places WHERE position >= 1
        UNION SELECT facility, whole FROM nested
        WHERE upper(class_code) IN ('IMP', 'ACUTE', 'NONAC', 'I', 'INPATIENT', 'OBSENC', 'OBSERVATION', 'EMER', 'E',
            'EMERGENCY')
    ) t ON t.facility = e.facility AND t.encounter = e.encounter
    WHERE started_at IS NOT NULL AND ended_at::DATE > started_at::DATE
      AND coalesce(upper(class_code) NOT IN ('IMP', 'ACUTE', 'NONAC', 'I', 'INPATIENT', 'OBSENC', 'OBSERVATION', 'SS',
          'B', 'HH', 'VR', 'FLD', 'HOME', 'VIRTUAL', 'FIELD', 'PRENC', 'P'), true)
      AND coalesce(lower(status) NOT IN ('planned', 'proposed', 'scheduled', 'pending', 'cancelled', 'discontinued',
          'rejected', 'noshow', 'entered-in-error'), true)
      AND CASE WHEN upper(class_code) IN ('EMER', 'E', 'EMERGENCY')
          THEN t.encounter IS NOT NULL
            OR coalesce(upper(admit_source) IN ('EMD', 'EMERGENCY ROOM', '7', 'EMERGENCY DEPARTMENT'), false)
            OR ((admit_source IS NOT NULL OR disposition IS NOT NULL) AND ended_at::DATE - started_at::DATE >= 2)
          ELSE admit_source IS NOT NULL OR disposition IS NOT NULL OR t.encounter IS NOT NULL END
), told AS (
    SELECT s.facility, encounter, coalesce(s.patient, 'encounter ' || encounter) AS person, coalesce(unit, '') AS unit,
        inpatient, started_at, ended_at,
        CASE WHEN disposition IS NULL THEN
                CASE WHEN died_at::DATE BETWEEN started_at::DATE AND ended_at::DATE THEN 'died' ELSE 'unknown' END
            WHEN upper(disposition) IN ('20', '40', '41', '42', 'EXP', 'EXPIRED', 'DIED', 'DEAD', 'DECEASED') THEN 'died'
            WHEN upper(disposition) IN ('7', '07', 'AADVICE', 'AMA', 'AGAINST ADVICE', 'LEFT AGAINST MEDICAL ADVICE',
                'ELOPED') THEN 'against_advice'
            WHEN upper(disposition) IN ('2', '02', '5', '05', '43', '66', '82', '85', '94', 'ACUTE HOSPITAL',
                'TRANSFER') THEN 'transfer'
            ELSE 'other' END AS outcome,
        (year(started_at) * 10000 + month(started_at) * 100 + day(started_at)
            - year(birth_date) * 10000 - month(birth_date) * 100 - day(birth_date)) // 10000 AS age,
        coalesce(ended_at, CASE WHEN lower(status) IN ('finished', 'completed', 'discharged') THEN started_at
            ELSE greatest({today}::TIMESTAMP, started_at) END) AS until
    FROM admitted s LEFT JOIN patients p ON p.facility = s.facility AND p.patient = s.patient
    WHERE NOT EXISTS (SELECT 1 FROM nested n WHERE n.facility = s.facility AND n.encounter = s.encounter)
)
SELECT *, least(greatest(started_at, coalesce(earlier_until, started_at)), until) AS bed_from
FROM (SELECT *, max(until) OVER (PARTITION BY facility, person ORDER BY started_at, until, encounter
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS earlier_until
    FROM told);

-- Patients by unit and day, from rises and falls.
CREATE TEMP TABLE unit_days AS
WITH spans AS (
    SELECT facility, unit, CASE WHEN first THEN bed_from ELSE greatest(arrived_at, bed_from) END AS begins,
        least(coalesce(next_at, until), until) AS ends
    FROM (SELECT s.facility, p.unit, s.bed_from, s.until, coalesce(p.started_at, s.started_at) AS arrived_at,
            lead(coalesce(p.started_at, s.started_at)) OVER w AS next_at, row_number() OVER w = 1 AS first
        FROM stays s JOIN encounter_places p ON p.facility = s.facility AND p.encounter = s.encounter
        WHERE s.bed_from < s.until
        WINDOW w AS (PARTITION BY s.facility, s.encounter ORDER BY coalesce(p.started_at, s.started_at), p.position))
    UNION ALL
    SELECT facility, unit, bed_from, until FROM stays s
    WHERE bed_from < until AND NOT EXISTS (
        SELECT 1 FROM encounter_places p WHERE p.facility = s.facility AND p.encounter = s.encounter)
), steps AS (
    SELECT facility, unit, begins::DATE AS day, 1 AS step FROM spans WHERE begins::DATE < ends::DATE
    UNION ALL
    SELECT facility, unit, ends::DATE, -1 FROM spans WHERE begins::DATE < ends::DATE
), levels AS (
    SELECT facility, unit, day, sum(sum(step)) OVER (PARTITION BY facility, unit ORDER BY day) AS midnight,
        lead(day) OVER (PARTITION BY facility, unit ORDER BY day) AS next_day
    FROM steps GROUP BY facility, unit, day
)
SELECT facility, unit, day, sum(midnight) AS midnight FROM (
    SELECT facility, unit, midnight,
        day + unnest(range(CASE WHEN midnight <> 0 THEN coalesce(next_day - day, 1) ELSE 1 END))::INT AS day
    FROM levels
    UNION ALL
    SELECT facility, unit, 0, bed_from::DATE FROM stays
    WHERE ended_at IS NOT NULL AND bed_from::DATE = until::DATE AND started_at::DATE = until::DATE
) WHERE day <> {today} GROUP BY ALL;

-- Emergency visits.
CREATE TEMP TABLE visits AS
WITH tracked AS (SELECT DISTINCT facility FROM emergency_visits), seen AS (
    SELECT facility, unit, arrived_at, decided_at, left_at, outcome FROM emergency_visits
    UNION ALL
    SELECT e.facility, e.unit, e.started_at, NULL, e.ended_at,
        CASE WHEN disposition IS NULL THEN CASE WHEN n.encounter IS NOT NULL THEN 'admitted' END
            WHEN upper(disposition) IN ('LWBS', 'LEFT WITHOUT BEING SEEN') THEN 'left_unseen'
            WHEN upper(disposition) IN ('9', '09', 'ADMITTED') THEN 'admitted' ELSE 'other' END
    FROM encounters e LEFT JOIN nested n ON n.facility = e.facility AND n.encounter = e.encounter
    WHERE upper(e.class_code) IN ('EMER', 'E', 'EMERGENCY') AND e.started_at IS NOT NULL
      AND coalesce(lower(status) NOT IN ('planned', 'proposed', 'scheduled', 'pending', 'cancelled', 'discontinued',
          'rejected', 'noshow', 'entered-in-error'), true)
      AND e.facility NOT IN (SELECT facility FROM tracked)
      AND NOT EXISTS (SELECT 1 FROM stays s WHERE s.facility = e.facility AND s.encounter = e.encounter)
)
SELECT facility, coalesce(unit, '') AS unit, arrived_at::DATE AS day, left_at IS NOT NULL OR outcome IS NOT NULL AS ended,
    outcome, (epoch(left_at) - epoch(arrived_at)) / 60.0 AS minutes,
    CASE WHEN outcome = 'admitted' THEN (epoch(left_at) - epoch(decided_at)) / 60.0 END AS boarding_minutes
FROM seen;

-- Everything that adds up, by unit and day.
CREATE TEMP TABLE cells AS
WITH spells AS (
    SELECT facility, person, spell, unit, until, ended_at, outcome, age, spell_start
    FROM (SELECT *, min(started_at) OVER s AS spell_start, bool_or(inpatient) OVER s AS bedded
        FROM (SELECT *, sum(begins::INT) OVER (PARTITION BY facility, person ORDER BY started_at, until
                    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS spell,
                coalesce(lead(begins) OVER (PARTITION BY facility, person ORDER BY started_at, until), true) AS last
            FROM (SELECT *, NOT coalesce(started_at::DATE <= earlier_until::DATE OR (started_at::DATE - earlier_until::DATE = 1
                    AND lag(outcome) OVER (PARTITION BY facility, person ORDER BY started_at, until) = 'transfer'),
                    false) AS begins
                FROM stays WHERE earlier_until IS NULL OR until > earlier_until))
        WINDOW s AS (PARTITION BY facility, person, spell))
    WHERE last AND bedded
), index_discharges AS (
    SELECT facility, unit, until::DATE AS day, next_start::DATE - until::DATE AS gap, {today} - until::DATE AS waited
    FROM (SELECT *, lead(spell_start) OVER (PARTITION BY facility, person ORDER BY spell) AS next_start FROM spells)
    WHERE ended_at IS NOT NULL AND outcome NOT IN ('died', 'against_advice', 'transfer') AND coalesce(age >= 18, true)
), departures AS (
    SELECT facility, unit, ended_at::DATE AS day, count(*) AS discharges, count(*) FILTER (outcome = 'died') AS deaths,
        sum((epoch(ended_at) - epoch(started_at)) / 86400.0) AS stay_days,
        count(*) FILTER (ended_at <> date_trunc('day', ended_at) AND outcome <> 'died') AS timed,
        count(*) FILTER (ended_at <> date_trunc('day', ended_at) AND outcome <> 'died' AND hour(ended_at) < 12) AS noon
    FROM stays WHERE ended_at IS NOT NULL GROUP BY ALL
), parts AS (
    SELECT facility, unit, day, midnight, 1 AS present FROM unit_days
    UNION ALL BY NAME
    SELECT b.facility, b.unit, b.day, b.staffed, coalesce(u.midnight, 0) AS filled,
        b.staffed - coalesce(u.midnight, 0) AS empty, coalesce(d.discharges, 0) AS bed_discharges
    FROM bed_states b LEFT JOIN unit_days u USING (facility, unit, day) LEFT JOIN departures d USING (facility, unit, day)
    UNION ALL BY NAME
    SELECT s.facility, coalesce(p.unit, s.unit) AS unit, s.started_at::DATE AS day, count(*) AS admissions
    FROM stays s LEFT JOIN encounter_places p
        ON p.facility = s.facility AND p.encounter = s.encounter AND p.position = 0 GROUP BY ALL
    UNION ALL BY NAME
    SELECT * FROM departures
    UNION ALL BY NAME
    SELECT facility, unit, day, count(*) AS arrivals, count(*) FILTER (ended) AS ended,
        count(*) FILTER (ended AND outcome = 'left_unseen') AS left_unseen,
        count(*) FILTER (ended AND outcome = 'admitted') AS admitted, count(minutes) AS timed_visits,
        count(*) FILTER (minutes <= 240) AS within
    FROM visits GROUP BY ALL
    UNION ALL BY NAME
    SELECT facility, unit, day, count(*) FILTER (waited > 7 OR waited < 0) AS index_7,
        count(*) FILTER ((waited > 7 OR waited < 0) AND gap <= 7) AS returned_7,
        count(*) FILTER (waited > 30 OR waited < 0) AS index_30,
        count(*) FILTER ((waited > 30 OR waited < 0) AND gap <= 30) AS returned_30
    FROM index_discharges GROUP BY ALL
)
SELECT facility, unit, day, sum(COLUMNS(* EXCLUDE (facility, unit, day)))::DOUBLE FROM parts GROUP BY ALL;

CREATE TEMP TABLE homes AS
SELECT c.facility, c.unit, c.facility || '/' || u.unit AS to_unit,
    c.facility || '/' || coalesce(u.department, 'unassigned') AS to_department, n.network AS to_network
FROM (SELECT DISTINCT facility, unit FROM cells UNION SELECT DISTINCT facility, unit FROM visits) c
LEFT JOIN units u ON u.facility = c.facility AND u.unit = c.unit
LEFT JOIN (SELECT facility, min(network) AS network FROM units GROUP BY facility) n ON n.facility = c.facility;

CREATE TEMP TABLE names AS
SELECT row_number() OVER (ORDER BY level, place)::INT AS number, level, place
FROM (SELECT DISTINCT unnest(['unit', 'department', 'facility', 'network']) AS level,
    unnest([to_unit, to_department, facility, to_network]) AS place FROM homes) WHERE place IS NOT NULL;

CREATE TEMP TABLE numbered AS
SELECT h.facility, h.unit, u.number AS unit_number, d.number AS department_number, f.number AS facility_number,
    n.number AS network_number
FROM homes h LEFT JOIN names u ON u.level = 'unit' AND u.place = to_unit
LEFT JOIN names d ON d.level = 'department' AND d.place = to_department
LEFT JOIN names f ON f.level = 'facility' AND f.place = h.facility
LEFT JOIN names n ON n.level = 'network' AND n.place = to_network;

CREATE TEMP TABLE by_unit AS
SELECT unit_number, department_number, facility_number, network_number, day,
    sum(COLUMNS(* EXCLUDE (facility, unit, unit_number, department_number, facility_number, network_number, day)))
FROM cells JOIN numbered USING (facility, unit) GROUP BY ALL;

CREATE TEMP TABLE by_department AS
SELECT department_number, facility_number, network_number, day,
    sum(COLUMNS(* EXCLUDE (unit_number, department_number, facility_number, network_number, day)))
FROM by_unit GROUP BY ALL;

CREATE TEMP TABLE daily AS
SELECT number, day AS start, COLUMNS(* EXCLUDE (number, day, present, arrivals)), CASE WHEN present > 0 THEN 1 ELSE 0 END
    ::DOUBLE AS present, arrivals, CASE WHEN arrivals > 0 THEN 1 ELSE 0 END::DOUBLE AS visit_days
FROM (
    SELECT unit_number AS number, * EXCLUDE (unit_number, department_number, facility_number, network_number) FROM by_unit
    WHERE unit_number IS NOT NULL
    UNION ALL
    SELECT department_number, day, sum(COLUMNS(* EXCLUDE (department_number, facility_number, network_number, day)))
    FROM by_department GROUP BY ALL
    UNION ALL
    SELECT facility_number, day, sum(COLUMNS(* EXCLUDE (department_number, facility_number, network_number, day)))
    FROM by_department GROUP BY ALL
    UNION ALL
    SELECT network_number, day, sum(COLUMNS(* EXCLUDE (department_number, facility_number, network_number, day)))
    FROM by_department WHERE network_number IS NOT NULL GROUP BY ALL
);

CREATE TEMP TABLE summed AS
SELECT level, place, grain, s.* EXCLUDE (number, grain) FROM (
    SELECT number, 'day' AS grain, * EXCLUDE (number) FROM daily
    UNION ALL
    SELECT number, 'week', date_trunc('week', start)::DATE, sum(COLUMNS(* EXCLUDE (number, start))) FROM daily GROUP BY ALL
    UNION ALL
    SELECT number, 'month', date_trunc('month', start)::DATE, sum(COLUMNS(* EXCLUDE (number, start))) FROM daily
    GROUP BY ALL
) s JOIN names USING (number) ORDER BY number, grain, start;

CREATE TEMP TABLE stay_values AS
SELECT unit_number, department_number, facility_number, network_number, ended_at::DATE AS day,
    (epoch(ended_at) - epoch(started_at)) / 86400.0 AS single
FROM stays JOIN numbered USING (facility, unit) WHERE ended_at IS NOT NULL;

CREATE TEMP TABLE visit_values AS
SELECT unit_number, department_number, facility_number, network_number, day, minutes, boarding_minutes
FROM visits JOIN numbered USING (facility, unit);
