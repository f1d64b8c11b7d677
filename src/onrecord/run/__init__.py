"""An archive: the same steps on very many articles, on the processes of one machine or on a Ray cluster, into Parquet and out of it."""
