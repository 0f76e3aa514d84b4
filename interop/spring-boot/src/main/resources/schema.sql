CREATE TABLE orders (user_id bigint, amount integer CHECK (amount > 0));
