-- Times are microseconds since 1970-01-01 UTC. Texts of inputs, snapshots and effects are kept as written, byte for byte:
-- text, not jsonb, which would sort their keys. Keys are compared byte by byte, as the engine compares them.

create table received (
    store text collate "C" not null,
    source text collate "C" not null,
    id text collate "C" not null,
    at bigint not null,
    primary key (store, source, id)
);

-- Rows come in the order of time, so that a few bytes a megabyte find the old ones.
create index received_at on received using brin (at) with (autosummarize = on);

create table snapshots (
    store text collate "C" not null,
    customer text collate "C" not null,
    version bigint not null check (version > 0),
    due_at bigint,
    scan_at bigint,
    snapshot text not null,
    primary key (store, customer),
    check ((scan_at is null) = (due_at is null) and scan_at <= due_at)
);

-- Each event puts a customer's due_at off a little. An index on it would be written each time, and the row could not be replaced in its page;
-- so it is scan_at that is indexed: when to look whether the customer is due. A turn leaves it where it is as long as that is early enough,
-- and a look that comes too early puts it right. Pages keep room for a second row.
alter table snapshots set (fillfactor = 70);
create index snapshots_scan on snapshots (scan_at, store, customer) where scan_at is not null;

-- A snapshot stays in its row as it is while the row fits a page: packing it costs more than its bytes. A larger one is packed, quickly where the server can.
alter table snapshots set (toast_tuple_target = 8160);
do $$ begin
    alter table snapshots alter column snapshot set compression lz4;
exception when feature_not_supported then
    null;
end $$;

-- The log by months, so that old ones can be dropped whole. A version is written once because its snapshot's row is locked
-- and compared; an index over all months could not say so. What no month has room for is in the default partition.
-- What was concluded from an input stands beside it, as JSON: it is read whole, and a row of its own would cost as much again.
create table inputs (
    store text collate "C" not null,
    customer text collate "C" not null,
    version bigint not null check (version > 0),
    at bigint not null,
    input text not null,
    facts text not null
) partition by range (at);

create index inputs_of_customer on inputs (store, customer, version);
create table inputs_default partition of inputs default;

-- What a customer's inputs are folded from, once older ones are gone or were decided by another version of the decider.
create table baselines (
    store text collate "C" not null,
    customer text collate "C" not null,
    version bigint not null check (version > 0),
    snapshot text not null,
    primary key (store, customer)
);

create table tombstones (
    store text collate "C" not null,
    customer text collate "C" not null,
    moved_to text collate "C" not null,
    primary key (store, customer)
);

create index tombstones_of_survivor on tombstones (store, moved_to);

create function now_micros(given bigint) returns bigint language sql volatile
return coalesce(given, (extract(epoch from clock_timestamp()) * 1000000)::bigint);

create function month_start(at bigint, months integer) returns bigint language sql immutable
return (extract(epoch from date_trunc('month', to_timestamp(at / 1000000) at time zone 'UTC') + make_interval(months => months)) * 1000000)::bigint;

-- Last month, this one and two ahead. Attached, not created in place: turns go on meanwhile. Rows that the default
-- partition has of a month already stay there, and that month gets no partition of its own.
create function create_months(given bigint) returns void language plpgsql as $$
declare
    starts bigint;
    ends bigint;
    name text;
begin
    for month in -1..2 loop
        starts := month_start(now_micros(given), month);
        ends := month_start(now_micros(given), month + 1);
        name := 'inputs' || to_char(to_timestamp(starts / 1000000) at time zone 'UTC', '_YYYYMM');
        continue when to_regclass(name) is not null;
        continue when exists (select 1 from inputs_default where at >= starts and at < ends);
        execute format('create table %I (like inputs including defaults including constraints including storage including compression)', name);
        execute format('alter table inputs attach partition %I for values from (%s) to (%s)', name, starts, ends);
    end loop;
end $$;

-- The oldest month that lies wholly before the instant, as YYYYMM.
create function month_before(given bigint) returns text language sql stable as $$
    select right(partition.relname, 6) from pg_inherits
    join pg_class as partition on partition.oid = pg_inherits.inhrelid
    where pg_inherits.inhparent = 'inputs'::regclass and partition.relname ~ '_[0-9]{6}$'
      and month_start((extract(epoch from to_date(right(partition.relname, 6), 'YYYYMM')) * 1000000)::bigint, 1) <= given
    order by 1 limit 1
$$;

-- Seals the next customers of a month, in order, who have no baseline at or after their inputs there; answers with the last one, or nothing at the end.
create function seal_month(month text, after_store text, after_customer text, customers integer)
returns table (store text, customer text) language plpgsql as $$
begin
    if to_regclass('inputs_' || month) is null then
        return;
    end if;

    create temporary table if not exists sealing (store text collate "C", customer text collate "C", version bigint) on commit drop;
    execute format(
        'insert into sealing select store, customer, max(version) from %I where (store, customer) > ($1, $2)
         group by store, customer order by store, customer limit $3', 'inputs_' || month)
    using after_store, after_customer, customers;
    insert into baselines as standing (store, customer, version, snapshot)
    select snapshots.store, snapshots.customer, snapshots.version, snapshots.snapshot
    from sealing
    join snapshots on snapshots.store = sealing.store and snapshots.customer = sealing.customer
    left join baselines on baselines.store = sealing.store and baselines.customer = sealing.customer
    where baselines.version is null or baselines.version < sealing.version
    on conflict on constraint baselines_pkey do update set version = excluded.version, snapshot = excluded.snapshot;
    return query select sealing.store, sealing.customer from sealing order by 1 desc, 2 desc limit 1;
end $$;

-- Rather later than that turns wait for it.
create function drop_month(month text) returns void language plpgsql as $$
begin
    perform set_config('lock_timeout', '2s', true);
    execute format('drop table if exists %I', 'inputs_' || month);
end $$;

-- Engine processes and their leases. Joined and beat are numbers of one row, so that their order does not hang on a clock.
create sequence process_beats;

create table processes (
    id text collate "C" not null primary key,
    joined bigint not null,
    beat bigint not null,
    until_at bigint not null
);

-- A batch of turns counts as a whole: where a row it builds on has changed meanwhile, nothing of it is written.
create function require_rows(written bigint, wanted bigint) returns void language plpgsql as $$
begin
    if written <> wanted then
        raise serialization_failure using message = format('%s of %s rows stood as they were read', written, wanted);
    end if;
end $$;

-- Effects committed and not settled; seq is their order. The owner carries them out while its lease lives; the attempt is that in which it took them over.
create table outbox (
    seq bigint generated always as identity,
    store text collate "C" not null,
    customer text collate "C" not null,
    version bigint not null,
    place bigint not null,
    effect text not null,
    owner text collate "C",
    attempt bigint,
    primary key (store, customer, version, place)
);

create table aliases (
    store text collate "C" not null,
    kind text collate "C" not null,
    value text collate "C" not null,
    customer text collate "C" not null,
    primary key (store, kind, value)
);

create index aliases_of_customer on aliases (store, customer);

create table wamids (
    store text collate "C" not null,
    wamid text collate "C" not null,
    customer text collate "C" not null,
    primary key (store, wamid)
);

create index wamids_of_customer on wamids (store, customer);

-- Keyed hashes of numbers that opted out and were erased.
create table suppressions (
    store text collate "C" not null,
    phone_hash text collate "C" not null,
    primary key (store, phone_hash)
);

create table customers (
    store text collate "C" not null,
    customer text collate "C" not null,
    name text,
    phone text,
    email text,
    storefront_id text,
    born_at bigint,
    primary key (store, customer)
);

create index customers_by_birth on customers (store, born_at desc, customer);

-- What operators search ignores case, accents and punctuation: one letter, whatever stands on it.
-- Bound to what it calls when it is made: a back-up is put back with an empty search path, and its columns are computed then.
create function fold(written text) returns text language sql immutable parallel safe
return regexp_replace(normalize(lower(written), nfd), '[\u0300-\u036f]', '', 'g');

-- All of ASCII's punctuation is a space; as a pattern, since translate compares each letter with each sign.
create function words_of(written text) returns tsvector language sql immutable parallel safe
return to_tsvector('simple'::regconfig, regexp_replace(fold(written), '[!-/:-@[-`{-~]', ' ', 'g'));

-- listed_at: what the list is sorted by; null keeps a thread without any message off the list.
create table threads (
    store text collate "C" not null,
    customer text collate "C" not null,
    state text collate "C" not null check (state in ('assistant', 'waiting', 'human', 'closed')),
    since bigint,
    last_message text,
    last_message_at bigint,
    unread bigint not null,
    assigned_to text,
    name text,
    listed_at bigint,
    words tsvector generated always as (words_of(name)) stored,
    primary key (store, customer)
);

create index threads_listed on threads (store, listed_at desc, customer) where listed_at is not null;
create index threads_of_state on threads (store, state, listed_at desc, customer) where listed_at is not null;
create index threads_words on threads using gin (words) with (gin_pending_list_limit = 256);

create table messages (
    seq bigint generated always as identity,
    store text collate "C" not null,
    customer text collate "C" not null,
    id text collate "C" not null,
    at bigint not null,
    direction text not null check (direction in ('in', 'out')),
    type text not null,
    text text,
    status text,
    written_by text,
    words tsvector generated always as (words_of(text)) stored,
    primary key (store, customer, id)
);

create index messages_in_order on messages (store, customer, at, seq);
create index messages_of_templates on messages (store, at) where direction = 'out' and type = 'template';

-- What waits to be sorted in (256 kB, not 4 MB) is sorted in by a turn that happens to come along, and all that commit beside it wait: 20 ms, not 150.
create index messages_words on messages using gin (words) with (gin_pending_list_limit = 256);

create table interests (
    store text collate "C" not null,
    product_id text collate "C" not null,
    customer text collate "C" not null,
    kind text collate "C" not null check (kind in ('cart', 'subscription', 'bought')),
    at bigint not null,
    primary key (store, product_id, customer, kind)
);

create index interests_of_customer on interests (store, customer);

create table fan_outs (
    store text collate "C" not null,
    event_id text collate "C" not null,
    at bigint not null,
    occurred_at bigint not null,
    news text not null,
    told_to text collate "C",
    primary key (store, event_id)
);

-- Prices as decimal text, as they were given: 5.00 stays 5.00.
create table prices (
    store text collate "C" not null,
    product_id text collate "C" not null,
    at bigint not null,
    price text not null,
    primary key (store, product_id, at)
);

create table documents (
    store text collate "C" not null,
    name text collate "C" not null,
    body text not null,
    primary key (store, name)
);

-- Webhook items that could not be read; store is null where not even that was known.
create table unread (
    seq bigint generated always as identity primary key,
    store text collate "C",
    source text not null,
    at bigint not null,
    reason text not null,
    body text not null
);

create index unread_of_store on unread (store, seq);
