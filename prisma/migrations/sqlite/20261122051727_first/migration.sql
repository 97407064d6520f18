-- CreateTable
CREATE TABLE "app_user" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "created_at_ms" BIGINT NOT NULL,
    "locale" TEXT
);

-- CreateTable
CREATE TABLE "session" (
    "token_hash" TEXT NOT NULL PRIMARY KEY,
    "user_id" TEXT NOT NULL,
    "created_at_ms" BIGINT NOT NULL,
    "expires_at_ms" BIGINT NOT NULL,
    "last_seen_at_ms" BIGINT NOT NULL,
    CONSTRAINT "session_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "credential" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "sealed" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "journal" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "at_ms" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "object_kind" TEXT NOT NULL,
    "object_id" TEXT NOT NULL,
    "object_name" TEXT NOT NULL,
    "run_id" TEXT,
    "reason" TEXT,
    "outcome" TEXT,
    "message" TEXT NOT NULL,
    "data" TEXT NOT NULL,
    "previous_hash" TEXT NOT NULL,
    "hash" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "journal_anchor" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "last_id" BIGINT NOT NULL,
    "hash" TEXT NOT NULL,
    "mac" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "latest" (
    "kind" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "revision" BIGINT NOT NULL,
    "at_ms" BIGINT NOT NULL,
    "doc" TEXT,

    PRIMARY KEY ("kind", "id")
);

-- CreateTable
CREATE TABLE "plan" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "power_group_id" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "published_version_id" TEXT,
    "created_at_ms" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "plan_version" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "plan_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "content" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at_ms" BIGINT NOT NULL,
    "note" TEXT
);

-- CreateTable
CREATE TABLE "run" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "active" BOOLEAN NOT NULL,
    "started_at_ms" BIGINT NOT NULL,
    "doc" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "step" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "run_id" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "doc" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "engine_order" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "seq" BIGINT NOT NULL,
    "state" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "placed_at_ms" BIGINT NOT NULL,
    "doc" TEXT NOT NULL,
    "result" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "lease" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "owner" TEXT NOT NULL,
    "ends_at_ms" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "sample" (
    "device_id" TEXT NOT NULL,
    "at_ms" BIGINT NOT NULL,
    "supply" TEXT NOT NULL,
    "runtime_seconds" REAL,
    "charge_percent" REAL,
    "load_percent" REAL,
    "output_watts" REAL,
    "battery_volts" REAL,
    "input_volts" REAL,
    "output_volts" REAL,
    "temperature_celsius" REAL,

    PRIMARY KEY ("device_id", "at_ms")
);

-- CreateTable
CREATE TABLE "sample_minute" (
    "device_id" TEXT NOT NULL,
    "at_ms" BIGINT NOT NULL,
    "samples" INTEGER NOT NULL,
    "runtime_seconds_mean" REAL,
    "runtime_seconds_min" REAL,
    "runtime_seconds_max" REAL,
    "charge_percent_mean" REAL,
    "charge_percent_min" REAL,
    "charge_percent_max" REAL,
    "load_percent_mean" REAL,
    "load_percent_min" REAL,
    "load_percent_max" REAL,
    "output_watts_mean" REAL,
    "output_watts_min" REAL,
    "output_watts_max" REAL,
    "battery_volts_mean" REAL,
    "battery_volts_min" REAL,
    "battery_volts_max" REAL,
    "input_volts_mean" REAL,
    "input_volts_min" REAL,
    "input_volts_max" REAL,
    "output_volts_mean" REAL,
    "output_volts_min" REAL,
    "output_volts_max" REAL,
    "temperature_celsius_mean" REAL,
    "temperature_celsius_min" REAL,
    "temperature_celsius_max" REAL,

    PRIMARY KEY ("device_id", "at_ms")
);

-- CreateTable
CREATE TABLE "sample_hour" (
    "device_id" TEXT NOT NULL,
    "at_ms" BIGINT NOT NULL,
    "samples" INTEGER NOT NULL,
    "runtime_seconds_mean" REAL,
    "runtime_seconds_min" REAL,
    "runtime_seconds_max" REAL,
    "charge_percent_mean" REAL,
    "charge_percent_min" REAL,
    "charge_percent_max" REAL,
    "load_percent_mean" REAL,
    "load_percent_min" REAL,
    "load_percent_max" REAL,
    "output_watts_mean" REAL,
    "output_watts_min" REAL,
    "output_watts_max" REAL,
    "battery_volts_mean" REAL,
    "battery_volts_min" REAL,
    "battery_volts_max" REAL,
    "input_volts_mean" REAL,
    "input_volts_min" REAL,
    "input_volts_max" REAL,
    "output_volts_mean" REAL,
    "output_volts_min" REAL,
    "output_volts_max" REAL,
    "temperature_celsius_mean" REAL,
    "temperature_celsius_min" REAL,
    "temperature_celsius_max" REAL,

    PRIMARY KEY ("device_id", "at_ms")
);

-- CreateTable
CREATE TABLE "device" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "credential_id" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL,
    "identity" TEXT,
    "created_at_ms" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "manager" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "credential_id" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL,
    "created_at_ms" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "power_group" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "device_ids" TEXT NOT NULL,
    "required_devices" INTEGER NOT NULL
);

-- CreateTable
CREATE TABLE "feed" (
    "host_id" TEXT NOT NULL,
    "device_id" TEXT NOT NULL,
    "label" TEXT NOT NULL,

    PRIMARY KEY ("host_id", "device_id", "label")
);

-- CreateTable
CREATE TABLE "setting" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "value" TEXT NOT NULL
);

-- CreateIndex
CREATE UNIQUE INDEX "app_user_name_key" ON "app_user"("name");

-- CreateIndex
CREATE INDEX "session_user_id_idx" ON "session"("user_id");

-- CreateIndex
CREATE INDEX "session_expires_at_ms_idx" ON "session"("expires_at_ms");

-- CreateIndex
CREATE INDEX "journal_at_ms_idx" ON "journal"("at_ms");

-- CreateIndex
CREATE INDEX "journal_kind_id_idx" ON "journal"("kind", "id");

-- CreateIndex
CREATE INDEX "journal_actor_id_idx" ON "journal"("actor", "id");

-- CreateIndex
CREATE INDEX "journal_channel_id_idx" ON "journal"("channel", "id");

-- CreateIndex
CREATE INDEX "journal_outcome_id_idx" ON "journal"("outcome", "id");

-- CreateIndex
CREATE INDEX "journal_object_id_id_idx" ON "journal"("object_id", "id");

-- CreateIndex
CREATE INDEX "journal_object_kind_id_idx" ON "journal"("object_kind", "id");

-- CreateIndex
CREATE INDEX "journal_run_id_id_idx" ON "journal"("run_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "latest_revision_key" ON "latest"("revision");

-- CreateIndex
CREATE UNIQUE INDEX "plan_version_plan_id_number_key" ON "plan_version"("plan_id", "number");

-- CreateIndex
CREATE INDEX "run_active_idx" ON "run"("active");

-- CreateIndex
CREATE INDEX "run_started_at_ms_idx" ON "run"("started_at_ms");

-- CreateIndex
CREATE INDEX "step_run_id_seq_idx" ON "step"("run_id", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "engine_order_seq_key" ON "engine_order"("seq");

-- CreateIndex
CREATE INDEX "engine_order_state_seq_idx" ON "engine_order"("state", "seq");

-- CreateIndex
CREATE INDEX "sample_at_ms_idx" ON "sample"("at_ms");

-- CreateIndex
CREATE INDEX "sample_minute_at_ms_idx" ON "sample_minute"("at_ms");

-- CreateIndex
CREATE INDEX "sample_hour_at_ms_idx" ON "sample_hour"("at_ms");
