-- Every message moves its thread to the head of the list: one index by state serves the list of all states too. What an operator
-- has is found without reading everybody else's threads. A customer's messages are few enough to be put in order when they are read.
drop index threads_listed;
drop index messages_in_order;
create index threads_of_operator on threads (store, assigned_to, listed_at desc, customer) where assigned_to is not null and listed_at is not null;
