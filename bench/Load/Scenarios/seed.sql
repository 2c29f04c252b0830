-- @count customers from @first on, from the snapshot of one, without going through the engine: its texts with another id and phone.
-- @spread microseconds lie between the first due customer and the last; @due null: nobody is due.
insert into snapshots (store, customer, version, due_at, scan_at, snapshot)
select @store, 'c_' || nth, @version, due, due,
    replace(replace(@snapshot, '"c_seed"', '"c_' || nth || '"'), '33600000000', '336' || (10000000 + nth))
from generate_series(@first, @first + @count - 1) as nth
cross join lateral (select @due + @spread * (nth - @first) / @count) as wanted (due);

insert into aliases (store, kind, value, customer)
select @store, 'phone', '+336' || (10000000 + nth), 'c_' || nth from generate_series(@first, @first + @count - 1) as nth
union all
select @store, 'storefrontId', 's' || nth, 'c_' || nth from generate_series(@first, @first + @count - 1) as nth
union all
select @store, 'email', 'c' || nth || '@example.com', 'c_' || nth from generate_series(@first, @first + @count - 1) as nth;

insert into customers (store, customer, name, phone, born_at)
select @store, 'c_' || nth, 'Ana Durand', '+336' || (10000000 + nth), 0 from generate_series(@first, @first + @count - 1) as nth;

-- A real store came to this in months: nothing is left for the database to tidy up while it is measured.
vacuum (analyze) snapshots, aliases, customers;
