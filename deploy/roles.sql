-- Once, as PostgreSQL's superuser: psql -v owner_password=… -v app_password=… -f deploy/roles.sql
-- The owner makes and changes tables; the app, which serves, only reads and writes rows.
CREATE ROLE doorstep_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE doorstep_app LOGIN PASSWORD :'app_password';
ALTER ROLE doorstep_app SET lock_timeout = '15s';
ALTER ROLE doorstep_app SET statement_timeout = '60s';
ALTER ROLE doorstep_app SET idle_in_transaction_session_timeout = '2min';
CREATE DATABASE doorstep OWNER doorstep_owner TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';
REVOKE ALL ON DATABASE doorstep FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE doorstep TO doorstep_app;
