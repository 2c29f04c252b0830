-- Times are microseconds since 1970-01-01 UTC. Texts of inputs, snapshots and effects are kept as written, byte for byte:
-- text, not jsonb, which would sort their keys. Keys are compared byte by byte, as the engine compares them.

create table received (
    store text collate "C" not null,
    source text collate "C" not null,
    id text collate "C" not null,
    primary key (store, source, id)
);

create table snapshots (
    store text collate "C" not null,
    customer text collate "C" not null,
    version bigint not null check (version > 0),
    due_at bigint,
    snapshot text not null,
    primary key (store, customer)
);

create index snapshots_due on snapshots (due_at, store, customer) where due_at is not null;

create table inputs (
    store text collate "C" not null,
    customer text collate "C" not null,
    version bigint not null check (version > 0),
    input text not null,
    primary key (store, customer, version)
);

create table facts (
    store text collate "C" not null,
    customer text collate "C" not null,
    version bigint not null,
    place bigint not null,
    at bigint not null,
    kind text not null,
    summary text not null,
    data text not null,
    primary key (store, customer, version, place)
);

-- Effects committed and not settled; seq is their order.
create table outbox (
    seq bigint generated always as identity,
    store text collate "C" not null,
    customer text collate "C" not null,
    version bigint not null,
    place bigint not null,
    effect text not null,
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
create function fold(written text) returns text language sql immutable parallel safe as
$$ select regexp_replace(normalize(lower(written), nfd), '[\u0300-\u036f]', '', 'g') $$;

create function words_of(written text) returns tsvector language sql immutable parallel safe as
$$ select to_tsvector('simple'::regconfig, translate(fold(written), '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~', repeat(' ', 32))) $$;

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
create index threads_words on threads using gin (words);

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
create index messages_words on messages using gin (words);

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
