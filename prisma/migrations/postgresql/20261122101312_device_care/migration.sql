-- CreateTable
CREATE TABLE "device_care" (
    "device_id" TEXT NOT NULL,
    "care" TEXT NOT NULL,

    CONSTRAINT "device_care_pkey" PRIMARY KEY ("device_id")
);

-- CreateTable
CREATE TABLE "self_test" (
    "id" TEXT NOT NULL,
    "device_id" TEXT NOT NULL,
    "at_ms" BIGINT NOT NULL,
    "ended_at_ms" BIGINT,
    "outcome" TEXT NOT NULL,
    "said" TEXT NOT NULL,
    "started_by" TEXT NOT NULL,

    CONSTRAINT "self_test_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "runtime_month" (
    "device_id" TEXT NOT NULL,
    "month" TEXT NOT NULL,
    "runtime_seconds" DOUBLE PRECISION NOT NULL,
    "load_percent" DOUBLE PRECISION NOT NULL,
    "source" TEXT NOT NULL,
    "at_ms" BIGINT NOT NULL,

    CONSTRAINT "runtime_month_pkey" PRIMARY KEY ("device_id","month")
);

-- CreateIndex
CREATE INDEX "self_test_device_id_at_ms_idx" ON "self_test"("device_id", "at_ms");
