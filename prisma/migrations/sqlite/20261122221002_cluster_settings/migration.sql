-- CreateTable
CREATE TABLE "cluster_setting" (
    "manager_id" TEXT NOT NULL,
    "cluster_native_id" TEXT NOT NULL,
    "name" TEXT,
    "max_cpu_percent" REAL,

    PRIMARY KEY ("manager_id", "cluster_native_id")
);

-- CreateTable
CREATE TABLE "host_setting" (
    "host_id" TEXT NOT NULL PRIMARY KEY,
    "cluster_native_id" TEXT,
    "is_spare" BOOLEAN NOT NULL
);
