-- The views that people use, in the published file, above the tables. The comment before each is its documentation.

-- The latest version of every article, with its cluster of copies (its own id if it is no copy) and its story.
-- Filter on `day`: then only that day's files are read.
CREATE VIEW articles AS
WITH latest AS (
    FROM article_revisions QUALIFY row_number() OVER (PARTITION BY day, article_id ORDER BY revision DESC) = 1),
copies AS (SELECT day, article_id, arg_max(cluster, revision) AS cluster FROM article_duplicates GROUP BY ALL),
placed AS (SELECT day, article_id, arg_max(story_id, revision) AS story_id FROM story_articles GROUP BY ALL)
SELECT latest.*, coalesce(copies.cluster, latest.article_id) AS near_dup_cluster, placed.story_id
FROM latest LEFT JOIN copies USING (day, article_id) LEFT JOIN placed USING (day, article_id);

-- `articles` without copies: one article of each cluster, its first.
CREATE VIEW articles_unique AS
FROM articles WHERE near_dup_cluster = article_id;

-- Who carries whom: every article that is a copy, wholly or in part, with the article it was matched with (`of_...`), the share of the shorter
-- text that both have, and the article of its cluster that was published first (`first_...`). An outlet that is not known is empty.
CREATE VIEW copies AS
WITH told AS (SELECT *, coalesce(published_at, first_seen_at) AS told_at FROM articles),
matched AS (FROM article_duplicates QUALIFY row_number() OVER (PARTITION BY day, article_id ORDER BY revision DESC) = 1),
firsts AS (
    SELECT
        near_dup_cluster, count(*) AS n_articles,
        arg_min({article_id: article_id, source: source, url: url, told_at: told_at}, (told_at, article_id)) AS first
    FROM told GROUP BY near_dup_cluster HAVING count(*) > 1)
SELECT
    copy.near_dup_cluster, matched.kind, matched.similarity,
    copy.article_id, copy.day, copy.source, copy.agency, copy.title, copy.url, copy.told_at,
    original.article_id AS of_article_id, original.day AS of_day, original.source AS of_source, original.agency AS of_agency,
    original.title AS of_title, original.url AS of_url, original.told_at AS of_told_at,
    firsts.first.article_id AS first_article_id, firsts.first.source AS first_source, firsts.first.url AS first_url,
    firsts.first.told_at AS first_told_at, firsts.n_articles
FROM matched
JOIN told AS copy ON copy.day = matched.day AND copy.article_id = matched.article_id
JOIN told AS original ON original.article_id = matched.of_article_id
JOIN firsts ON firsts.near_dup_cluster = copy.near_dup_cluster;

-- What outlets changed in their articles afterwards, one row for each change: the headline before and after, the paragraphs that only the
-- version before has (`cut`) and those that only the one after has (`added`), and when. What cleaning changed is not here.
CREATE VIEW changes AS
WITH versions AS (
    SELECT *, lag(revision) OVER earlier AS revision_before, lag(title) OVER earlier AS title_before, lag(n_chars) OVER earlier AS n_chars_before
    FROM article_revisions WINDOW earlier AS (PARTITION BY day, article_id ORDER BY revision)),
revised AS (SELECT * EXCLUDE text FROM versions WHERE revision > 1 AND kind IS DISTINCT FROM 'recleaned'),
lines AS (
    SELECT day, article_id, revision, unnest(string_split(text, chr(10))) AS line, generate_subscripts(string_split(text, chr(10)), 1) AS n
    FROM article_revisions SEMI JOIN revised USING (day, article_id)),
gone AS (
    SELECT revised.day, revised.article_id, revised.revision, list(line ORDER BY n) AS cut
    FROM revised
    JOIN lines ON lines.day = revised.day AND lines.article_id = revised.article_id AND lines.revision = revised.revision_before
    ANTI JOIN lines AS after ON after.day = revised.day AND after.article_id = revised.article_id AND after.revision = revised.revision
        AND after.line = lines.line
    GROUP BY ALL),
new AS (
    SELECT revised.day, revised.article_id, revised.revision, list(line ORDER BY n) AS added
    FROM revised
    JOIN lines ON lines.day = revised.day AND lines.article_id = revised.article_id AND lines.revision = revised.revision
    ANTI JOIN lines AS before ON before.day = revised.day AND before.article_id = revised.article_id
        AND before.revision = revised.revision_before AND before.line = lines.line
    GROUP BY ALL)
SELECT
    revised.article_id, revised.day, source, url, revised.revision, coalesce(modified_at, fetched_at) AS changed_at, fetched_at,
    title_before, title AS title_after, title_before IS DISTINCT FROM title AS is_headline_changed,
    coalesce(cut, []) AS cut, coalesce(added, []) AS added, n_chars_before, n_chars AS n_chars_after
FROM revised
LEFT JOIN gone USING (day, article_id, revision)
LEFT JOIN new USING (day, article_id, revision);

-- The mentions in the latest version of every article.
CREATE VIEW current_mentions AS
WITH latest AS (SELECT day, article_id, max(revision) AS revision FROM article_revisions GROUP BY ALL)
FROM mentions SEMI JOIN latest USING (day, article_id, revision);

-- The claims in the latest version of every article.
CREATE VIEW current_claims AS
WITH latest AS (SELECT day, article_id, max(revision) AS revision FROM article_revisions GROUP BY ALL)
FROM claims SEMI JOIN latest USING (day, article_id, revision);

-- Stories, each under the headline that was carried most: that of its largest cluster of copies, then of its first article. An article of
-- which only the day is known comes after those whose time on that day is known: it is not the first for being without a time.
CREATE VIEW stories AS
WITH sizes AS (SELECT near_dup_cluster, count(*) AS n_copies FROM articles GROUP BY near_dup_cluster),
told AS (
    SELECT
        *, coalesce(published_at, first_seen_at) AS told_at, near_dup_cluster <> article_id AS is_copy,
        CASE published_precision
            WHEN 'day' THEN date_trunc('day', published_at) + INTERVAL 1 DAY
            WHEN 'month' THEN date_trunc('month', published_at) + INTERVAL 1 MONTH
            ELSE told_at END AS told_by
    FROM articles JOIN sizes USING (near_dup_cluster) WHERE story_id IS NOT NULL)
SELECT
    story_id,
    arg_min(title, (-n_copies, is_copy, told_by, article_id)) AS title,
    min(told_at) AS first_at,
    max(told_at) AS last_at,
    count(*) AS n_articles,
    count(DISTINCT near_dup_cluster) AS n_unique,
    count(DISTINCT source) AS n_sources
FROM told GROUP BY story_id;

-- All that an entity said, over all spellings and outlets.
CREATE VIEW said_by AS
SELECT
    entity.entity_id, entity.name, claim.day, claim.said_at, claim.speaker_role, claim.cue_lemma, claim.quote_type, claim.polarity,
    claim.content_text, article.source, article.title, article.url, claim.claim_id, claim.article_id
FROM current_claims AS claim
JOIN entities AS entity ON entity.entity_id = claim.speaker_entity_id
JOIN articles AS article ON article.day = claim.day AND article.article_id = claim.article_id;

-- The roles in which people are named when they speak: what whom calls what, and when. Conflicting roles are kept side by side.
CREATE VIEW entity_roles AS
SELECT
    claim.speaker_entity_id AS entity_id, entity.name, claim.speaker_role AS role, article.source,
    min(claim.day) AS first_day, max(claim.day) AS last_day, count(DISTINCT claim.article_id) AS n_articles
FROM current_claims AS claim
JOIN entities AS entity ON entity.entity_id = claim.speaker_entity_id
JOIN articles AS article ON article.day = claim.day AND article.article_id = claim.article_id
WHERE claim.speaker_role IS NOT NULL
GROUP BY ALL;

-- The figures in the latest version of every article.
CREATE VIEW current_figures AS
WITH latest AS (SELECT day, article_id, max(revision) AS revision FROM article_revisions GROUP BY ALL)
FROM figures SEMI JOIN latest USING (day, article_id, revision);

-- What outlets state in their own voice in the latest version of every article.
CREATE VIEW current_statements AS
WITH latest AS (SELECT day, article_id, max(revision) AS revision FROM article_revisions GROUP BY ALL)
FROM statements SEMI JOIN latest USING (day, article_id, revision);

-- What every story counts and measures: each value, by whom it is told (nobody: the outlet itself), when first and last, and in which outlets.
CREATE VIEW story_figures AS
SELECT
    article.story_id, figure.dimension, figure.unit, figure.event, figure.thing, figure.scope, side.name AS side,
    figure.low, figure.high, figure.approx,
    coalesce(claim.speaker_name, claim.source_text) AS speaker,
    min(coalesce(claim.said_at, article.published_at, article.first_seen_at)) AS first_at,
    max(coalesce(claim.said_at, article.published_at, article.first_seen_at)) AS last_at,
    count(DISTINCT article.article_id) AS n_articles,
    list(DISTINCT article.source ORDER BY article.source) FILTER (article.source IS NOT NULL) AS sources,
    list(DISTINCT figure.place_text ORDER BY figure.place_text) FILTER (figure.place_text IS NOT NULL) AS places,
    min(figure.raw) AS raw
FROM current_figures AS figure
JOIN articles AS article ON article.day = figure.day AND article.article_id = figure.article_id
LEFT JOIN claims AS claim ON claim.day = figure.day AND claim.article_id = figure.article_id
    AND claim.revision = figure.revision AND claim.claim_id = figure.claim_id
LEFT JOIN entities AS side ON side.entity_id = figure.side_entity_id
WHERE article.story_id IS NOT NULL
GROUP BY ALL;

-- Disagreements, each once: figures that differ or moved on, and statements against statements. Both sides with speaker (empty: the outlet
-- itself), sentence, figures, outlet and address.
CREATE VIEW claim_conflicts AS
WITH figures_of AS (
    SELECT day, article_id, revision, claim_id, list(DISTINCT raw ORDER BY raw) AS figures FROM claim_quantities GROUP BY ALL),
claim_sides AS (
    SELECT
        claim.claim_id AS side_id, claim.claim_id, NULL::UUID AS figure_id, NULL::UUID AS statement_id, claim.day,
        coalesce(claim.speaker_name, claim.source_text) AS speaker, claim.content_text AS said,
        figures_of.figures, article.source, article.title, article.url
    FROM current_claims AS claim
    JOIN articles AS article ON article.day = claim.day AND article.article_id = claim.article_id
    LEFT JOIN figures_of ON figures_of.day = claim.day AND figures_of.article_id = claim.article_id
        AND figures_of.revision = claim.revision AND figures_of.claim_id = claim.claim_id),
figure_sides AS (
    SELECT
        figure.figure_id AS side_id, figure.claim_id, figure.figure_id, NULL::UUID AS statement_id, figure.day,
        coalesce(claim.speaker_name, claim.source_text) AS speaker,
        CASE WHEN figure.zone = 'headline' THEN article.title
            ELSE substring(article.text, figure.sentence_start + 1, figure.sentence_end - figure.sentence_start) END AS said,
        [figure.raw] AS figures, article.source, article.title, article.url
    FROM current_figures AS figure
    JOIN articles AS article ON article.day = figure.day AND article.article_id = figure.article_id
    LEFT JOIN claims AS claim ON claim.day = figure.day AND claim.article_id = figure.article_id
        AND claim.revision = figure.revision AND claim.claim_id = figure.claim_id),
statement_sides AS (
    SELECT
        statement.statement_id AS side_id, NULL::UUID AS claim_id, NULL::UUID AS figure_id, statement.statement_id, statement.day,
        NULL::VARCHAR AS speaker,
        CASE WHEN statement.zone = 'headline' THEN article.title
            ELSE substring(article.text, statement.start_char + 1, statement.end_char - statement.start_char) END AS said,
        NULL::VARCHAR[] AS figures, article.source, article.title, article.url
    FROM current_statements AS statement
    JOIN articles AS article ON article.day = statement.day AND article.article_id = statement.article_id),
sides AS (FROM claim_sides UNION ALL FROM figure_sides UNION ALL FROM statement_sides),
links AS (
    SELECT DISTINCT claim_id AS side_id, other_claim_id AS other_side_id, relation, basis, score
    FROM claim_links WHERE relation IN ('contradicts', 'denies')
    UNION ALL
    SELECT DISTINCT statement_id, other_statement_id, relation, basis, score FROM statement_links
    UNION ALL
    SELECT DISTINCT figure_id, other_figure_id, relation, basis, score FROM figure_links)
SELECT
    links.relation, links.basis, links.score, one.day,
    one.speaker, one.said, one.figures, one.source, one.title, one.url,
    other.day AS other_day, other.speaker AS other_speaker, other.said AS other_said, other.figures AS other_figures,
    other.source AS other_source, other.title AS other_title, other.url AS other_url,
    one.claim_id, other.claim_id AS other_claim_id, one.figure_id, other.figure_id AS other_figure_id,
    one.statement_id, other.statement_id AS other_statement_id
FROM links
JOIN sides AS one ON one.side_id = links.side_id
JOIN sides AS other ON other.side_id = links.other_side_id;

-- The statement to which every claim goes back: claims that repeat one another are one independent origin, however many outlets carry them.
CREATE VIEW claim_origins AS
WITH RECURSIVE repeats AS (SELECT DISTINCT claim_id, other_claim_id FROM claim_links WHERE relation = 'repeats'),
back AS (
    SELECT claim_id, claim_id AS origin_id FROM current_claims
    UNION SELECT back.claim_id, repeats.other_claim_id FROM back JOIN repeats ON repeats.claim_id = back.origin_id)
SELECT claim_id, min(origin_id) AS origin_id
FROM back WHERE origin_id NOT IN (SELECT claim_id FROM repeats) GROUP BY claim_id;

-- Statements by support: how many claims and outlets carry each, and how many other independent statements corroborate it or speak against it.
CREATE VIEW claim_support AS
WITH told AS (
    SELECT origins.origin_id, claim.*, article.source
    FROM claim_origins AS origins JOIN current_claims AS claim USING (claim_id)
    JOIN articles AS article ON article.day = claim.day AND article.article_id = claim.article_id),
links AS (
    SELECT claim_id, other_claim_id, relation FROM claim_links
    UNION
    SELECT one.claim_id, other.claim_id, link.relation
    FROM figure_links AS link
    JOIN current_figures AS one ON one.day = link.day AND one.article_id = link.article_id AND one.figure_id = link.figure_id
    JOIN current_figures AS other ON other.figure_id = link.other_figure_id),
others AS (
    SELECT one.origin_id, other.origin_id AS other_origin_id, link.relation
    FROM links AS link
    JOIN claim_origins AS one ON one.claim_id = link.claim_id
    JOIN claim_origins AS other ON other.claim_id = link.other_claim_id
    WHERE link.relation <> 'repeats' AND one.origin_id <> other.origin_id),
both_ways AS (FROM others UNION SELECT other_origin_id, origin_id, relation FROM others),
counts AS (
    SELECT
        origin_id,
        count(DISTINCT other_origin_id) FILTER (relation = 'corroborates') AS n_corroborating,
        count(DISTINCT other_origin_id) FILTER (relation <> 'corroborates') AS n_against
    FROM both_ways GROUP BY origin_id)
SELECT
    origin_id,
    min(told.day) AS first_day,
    arg_min(coalesce(speaker_name, source_text), (told.day, claim_id <> origin_id, claim_id)) AS speaker,
    arg_min(content_text, (told.day, claim_id <> origin_id, claim_id)) AS said,
    count(*) AS n_claims,
    count(DISTINCT told.source) AS n_sources,
    coalesce(any_value(n_corroborating), 0) AS n_corroborating,
    coalesce(any_value(n_against), 0) AS n_against
FROM told LEFT JOIN counts USING (origin_id) GROUP BY origin_id;

-- What cleaning cuts most often: the blocks, the reason, and on how many articles and outlets.
CREATE VIEW boilerplate AS
SELECT text, reason, count(*) AS n, count(DISTINCT article_id) AS n_articles, count(DISTINCT source) AS n_sources
FROM removed_blocks GROUP BY text, reason ORDER BY n DESC, text;

-- How every feed fares: polls, failures, and what became of the documents that it named.
CREATE VIEW feed_health AS
WITH counts AS (
    SELECT
        feed_url AS url,
        count(*) FILTER (kind = 'feed') AS n_polls,
        count(*) FILTER (kind = 'feed' AND outcome = 'failed') AS n_failed_polls,
        count(*) FILTER (kind IN ('page', 'entry', 'record') AND outcome IN ('stored', 'revised')) AS n_articles,
        count(*) FILTER (kind IN ('page', 'entry', 'record') AND outcome = 'duplicate') AS n_duplicates,
        count(*) FILTER (kind IN ('page', 'entry', 'record') AND outcome = 'refused') AS n_refused,
        count(*) FILTER (kind IN ('page', 'entry', 'record') AND outcome = 'dead') AS n_dead
    FROM fetches WHERE feed_url IS NOT NULL GROUP BY feed_url)
SELECT
    feeds.url, feeds.source, feeds.title, feeds.state, feeds.last_polled_at, feeds.last_ok_at, feeds.next_poll_at, feeds.consecutive_failures,
    feeds.last_reason, coalesce(counts.n_polls, 0) AS n_polls, coalesce(counts.n_failed_polls, 0) AS n_failed_polls,
    coalesce(counts.n_articles, 0) AS n_articles, coalesce(counts.n_duplicates, 0) AS n_duplicates,
    coalesce(counts.n_refused, 0) AS n_refused, coalesce(counts.n_dead, 0) AS n_dead
FROM feeds LEFT JOIN counts USING (url);

-- Where every input of the runs of the last 30 days went: documents in = stored + revised + duplicate + refused + dead + retry.
CREATE VIEW run_outcomes AS
SELECT batches.run_id, fetches.kind, fetches.outcome, fetches.reason, count(*) AS n
FROM fetches JOIN batches USING (batch_id) GROUP BY ALL ORDER BY ALL;

-- What this file is: its schema, the folder it was published in, when, and what it holds.
CREATE VIEW store_info AS
FROM hot.info;
