#!/bin/bash
# Stand-in for pg_isready, which the embedded PostgreSQL does not bring: only asks whether the port is open.
exec 3<>/dev/tcp/127.0.0.1/5432
