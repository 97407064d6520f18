-- DropIndex
DROP INDEX "sample_at_ms_idx";

-- DropIndex
DROP INDEX "sample_minute_at_ms_idx";

-- DropIndex
DROP INDEX "sample_hour_at_ms_idx";
