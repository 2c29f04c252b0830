-- The first of each state, put together: one index serves the list of a state and that of all.
-- name: threads
with states (state) as (values ('assistant'), ('waiting'), ('human'), ('closed'))
select customer, threads.state, since, last_message, last_message_at, unread, assigned_to, name, listed_at
from states
cross join threads on threads.seq in (
    select listed.seq
    from threads as listed
    where listed.store = @store and listed.state = states.state and listed.listed_at is not null
      and listed.listed_at <= @cursorAt and (listed.listed_at < @cursorAt or listed.customer > @cursorCustomer)
    order by listed.listed_at desc, listed.customer limit @limit)
order by listed_at desc, customer limit @limit

-- name: search_threads
select customer, state, since, last_message, last_message_at, unread, assigned_to, name, listed_at
from threads
where store = @store and listed_at is not null
  and (state = @state or @state is null)
  and (assigned_to = @assignedTo or @assignedTo is null)
  and listed_at <= @cursorAt and (listed_at < @cursorAt or customer > @cursorCustomer)
  and (customer in (select customers.customer from name_words
      join customers on customers.seq = name_words.rowid
      where name_words match @words and customers.store = @store)
    or customer in (select messages.customer from message_words
      join messages on messages.seq = message_words.rowid
      where message_words match @words and messages.store = @store))
order by listed_at desc, customer limit @limit

-- What holds no word (an emoji, a sign) is in no index; it is looked for as it stands.
-- name: scan_threads
select customer, state, since, last_message, last_message_at, unread, assigned_to, name, listed_at
from threads
where store = @store and listed_at is not null
  and (state = @state or @state is null)
  and (assigned_to = @assignedTo or @assignedTo is null)
  and listed_at <= @cursorAt and (listed_at < @cursorAt or customer > @cursorCustomer)
  and (instr(name, @signs) > 0
    or exists (select 1 from messages
      where messages.store = threads.store and messages.customer = threads.customer and instr(messages.text, @signs) > 0))
order by listed_at desc, customer limit @limit

-- name: interested
select distinct customer from interests
where store = @store
  and product_id in (select value from json_each(@productIds))
  and kind in (select value from json_each(@kinds))
  and at >= @since and (customer > @after or @after is null)
order by customer limit @limit

-- Nothing is known here of how many rows there are: cross joins keep the order, and each step goes by an index.
-- name: companions
with buyers as materialized (
    select distinct buyer.customer from json_each(@productIds) as asked
    cross join interests as buyer on buyer.store = @store and buyer.product_id = asked.value and buyer.kind = 'bought'
    where buyer.customer <> @customer and buyer.customer <= coalesce((
        select customer from interests
        where store = @store and product_id = asked.value and kind = 'bought' and customer <> @customer
        order by customer limit 1 offset @buyers - 1), char(1114111))
)
select other.product_id, count(*) as customers from buyers
cross join interests as other on other.store = @store and other.customer = buyers.customer and other.kind = 'bought'
where not exists (
    select 1 from interests as own
    where own.store = @store and own.product_id = other.product_id and own.customer = @customer and own.kind = 'bought')
  and other.product_id not in (select value from json_each(@productIds))
group by other.product_id order by count(*) desc, other.product_id limit @limit

-- Items that could not be read belong to nobody, but may name the one who is erased.
-- name: erase_unread
delete from unread
where (store is null or store = @store) and exists (
    select 1 from aliases
    where aliases.store = @store and aliases.customer = @customer and aliases.kind in ('phone', 'bsuid', 'email')
      and length(aliases.value) > 6 and instr(unread.body, ltrim(aliases.value, '+')) > 0)
