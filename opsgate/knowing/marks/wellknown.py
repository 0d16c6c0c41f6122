"""Ports that go without saying: of a scheme, of a program, of a product, and those that everybody knows."""

SCHEMES = {
    "http": "80", "ws": "80", "https": "443", "wss": "443", "ssh": "22", "sftp": "22", "ftp": "21", "ldap": "389",
    "ldaps": "636", "postgres": "5432", "postgresql": "5432", "mysql": "3306", "redis": "6379", "rediss": "6379",
    "mongodb": "27017", "amqp": "5672", "amqps": "5671", "smtp": "25", "smtps": "465", "nats": "4222", "mqtt":
    "1883", "mqtts": "8883",
}  # fmt: skip
"""Scheme to the port that it implies."""

CLIENTS = {
    "ssh": ("-p", "22"), "scp": ("-P", "22"), "sftp": ("-P", "22"), "ssh-keyscan": ("-p", "22"), "ssh-copy-id":
    ("-p", "22"), "mosh": ("-p", ""), "psql": ("-p --port", "5432"), "pg_dump": ("-p --port", "5432"), "pg_dumpall":
    ("-p --port", "5432"), "pg_restore": ("-p --port", "5432"), "pg_isready": ("-p --port", "5432"),
    "pg_basebackup": ("-p --port", "5432"), "createdb": ("-p --port", "5432"), "dropdb": ("-p --port", "5432"),
    "mysql": ("-P --port", "3306"), "mysqldump": ("-P --port", "3306"), "mysqladmin": ("-P --port", "3306"),
    "mariadb": ("-P --port", "3306"), "redis-cli": ("-p", "6379"), "mongo": ("--port", "27017"), "mongosh":
    ("--port", "27017"), "mongodump": ("--port", "27017"), "mongorestore": ("--port", "27017"), "cqlsh": ("",
    "9042"), "etcdctl": ("", "2379"), "vault": ("", "8200"), "consul": ("", "8500"), "nats": ("", "4222"), "amtool":
    ("", "9093"), "logcli": ("", "3100"), "influx": ("", "8086"), "kcat": ("", "9092"), "nmap": ("-p", ""),
    "memcached-tool": ("", "11211"),
}  # fmt: skip
"""Program to the options that take a port, and to the port that it takes without them."""

PRODUCTS = {
    "2379": "etcd|tidb", "2380": "etcd", "3100": "loki", "3200": "tempo", "9090": "prometheus|thanos", "9093":
    "alertmanager", "9200": "elasticsearch|opensearch", "8500": "consul", "8200": "vault|openbao", "5601": "kibana",
    "9092": "kafka|redpanda", "15672": "rabbitmq", "5672": "rabbitmq|amqp", "2181": "zookeeper", "11211":
    "memcached", "9100": "node.exporter", "6443": "kube|k8s|k3s", "10250": "kubelet", "5432": "postgres", "3306":
    "mysql|mariadb", "6379": "redis|valkey", "27017": "mongo", "8086": "influx", "1883": "mqtt|mosquitto", "4222":
    "nats", "9411": "zipkin", "16686": "jaeger", "4001": "etcd", "8001": "kubectl proxy", "9187":
    "postgres.exporter", "26257": "cockroach", "26258": "cockroach", "9600": "logstash", "8000":
    "http\\.server|SimpleHTTPServer|mkdocs|runserver|uvicorn|fastapi|gunicorn", "1313": "hugo", "4000":
    "jekyll|tidb", "10080": "tidb", "8300": "ticdc", "11434": "ollama", "5000": "flask|registry", "8888": "jupyter",
    "4317": "otlp|opentelemetry", "4318": "otlp|opentelemetry", "8125": "statsd", "6060": "pprof", "5005":
    "jdwp|debug",
}  # fmt: skip
"""Port to the pattern of the names of products that it is known by, once they are named."""

KNOWN = frozenset(["22", "25", "53", "80", "123", "443"])
"""Ports that every reader knows."""

DYNAMIC = 30_000
"""Ports from here on are given out by machines."""
