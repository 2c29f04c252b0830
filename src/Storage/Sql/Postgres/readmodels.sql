-- The first of each state, put together: one index serves the list of a state and that of all.
-- name: threads
select listed.*
from (values ('assistant'), ('waiting'), ('human'), ('closed')) as one (state)
cross join lateral (
    select customer, state, since, last_message, last_message_at, unread, assigned_to, name, listed_at
    from threads
    where store = @store and threads.state = one.state and listed_at is not null
      and listed_at <= @cursorAt and (listed_at < @cursorAt or customer > @cursorCustomer)
    order by listed_at desc, customer limit @limit) as listed
order by listed_at desc, customer limit @limit

-- name: search_threads
select customer, state, since, last_message, last_message_at, unread, assigned_to, name, listed_at
from threads
where store = @store and listed_at is not null
  and (state = @state or @state is null)
  and (assigned_to = @assignedTo or @assignedTo is null)
  and listed_at <= @cursorAt and (listed_at < @cursorAt or customer > @cursorCustomer)
  and (customer in (select customers.customer from customers
      where customers.store = @store and customers.words @@ to_tsquery('simple', fold(@words)))
    or customer in (select messages.customer from messages
      where messages.store = @store and messages.words @@ to_tsquery('simple', fold(@words))))
order by listed_at desc, customer limit @limit

-- What holds no word (an emoji, a sign) is in no index; it is looked for as it stands.
-- name: scan_threads
select customer, state, since, last_message, last_message_at, unread, assigned_to, name, listed_at
from threads
where store = @store and listed_at is not null
  and (state = @state or @state is null)
  and (assigned_to = @assignedTo or @assignedTo is null)
  and listed_at <= @cursorAt and (listed_at < @cursorAt or customer > @cursorCustomer)
  and (strpos(name, @signs) > 0
    or exists (select 1 from messages
      where messages.store = threads.store and messages.customer = threads.customer and strpos(messages.text, @signs) > 0))
order by listed_at desc, customer limit @limit

-- name: interested
select distinct customer from interests
where store = @store
  and product_id in (select jsonb_array_elements_text(@productIds::jsonb))
  and kind in (select jsonb_array_elements_text(@kinds::jsonb))
  and at >= @since and (customer > @after or @after is null)
order by customer limit @limit

-- name: companions
with buyers as materialized (
    select distinct buyer.customer from jsonb_array_elements_text(@productIds::jsonb) as asked (product_id)
    cross join lateral (
        select customer from interests
        where store = @store and interests.product_id = asked.product_id and kind = 'bought' and customer <> @customer
        order by customer limit @buyers) as buyer
)
select other.product_id, count(*) as customers from buyers
join interests as other on other.store = @store and other.customer = buyers.customer and other.kind = 'bought'
where not exists (
    select 1 from interests as own
    where own.store = @store and own.product_id = other.product_id and own.customer = @customer and own.kind = 'bought')
  and other.product_id not in (select jsonb_array_elements_text(@productIds::jsonb))
group by other.product_id order by count(*) desc, other.product_id limit @limit

-- Items that could not be read belong to nobody, but may name the one who is erased.
-- name: erase_unread
delete from unread
where (store is null or store = @store) and exists (
    select 1 from aliases
    where aliases.store = @store and aliases.customer = @customer and aliases.kind in ('phone', 'bsuid', 'email')
      and length(aliases.value) > 6 and strpos(unread.body, ltrim(aliases.value, '+')) > 0)
