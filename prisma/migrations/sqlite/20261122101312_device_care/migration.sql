-- CreateTable
CREATE TABLE "device_care" (
    "device_id" TEXT NOT NULL PRIMARY KEY,
    "care" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "self_test" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "device_id" TEXT NOT NULL,
    "at_ms" BIGINT NOT NULL,
    "ended_at_ms" BIGINT,
    "outcome" TEXT NOT NULL,
    "said" TEXT NOT NULL,
    "started_by" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "runtime_month" (
    "device_id" TEXT NOT NULL,
    "month" TEXT NOT NULL,
    "runtime_seconds" REAL NOT NULL,
    "load_percent" REAL NOT NULL,
    "source" TEXT NOT NULL,
    "at_ms" BIGINT NOT NULL,

    PRIMARY KEY ("device_id", "month")
);

-- CreateIndex
CREATE INDEX "self_test_device_id_at_ms_idx" ON "self_test"("device_id", "at_ms");
