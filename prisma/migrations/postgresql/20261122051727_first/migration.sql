-- CreateTable
CREATE TABLE "app_user" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "created_at_ms" BIGINT NOT NULL,
    "locale" TEXT,

    CONSTRAINT "app_user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "token_hash" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "created_at_ms" BIGINT NOT NULL,
    "expires_at_ms" BIGINT NOT NULL,
    "last_seen_at_ms" BIGINT NOT NULL,

    CONSTRAINT "session_pkey" PRIMARY KEY ("token_hash")
);

-- CreateTable
CREATE TABLE "credential" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "sealed" TEXT NOT NULL,

    CONSTRAINT "credential_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "journal" (
    "id" BIGINT NOT NULL,
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
    "hash" TEXT NOT NULL,

    CONSTRAINT "journal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "journal_anchor" (
    "name" TEXT NOT NULL,
    "last_id" BIGINT NOT NULL,
    "hash" TEXT NOT NULL,
    "mac" TEXT NOT NULL,

    CONSTRAINT "journal_anchor_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "latest" (
    "kind" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "revision" BIGINT NOT NULL,
    "at_ms" BIGINT NOT NULL,
    "doc" TEXT,

    CONSTRAINT "latest_pkey" PRIMARY KEY ("kind","id")
);

-- CreateTable
CREATE TABLE "plan" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "power_group_id" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "published_version_id" TEXT,
    "created_at_ms" BIGINT NOT NULL,

    CONSTRAINT "plan_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "plan_version" (
    "id" TEXT NOT NULL,
    "plan_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "content" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at_ms" BIGINT NOT NULL,
    "note" TEXT,

    CONSTRAINT "plan_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "run" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "active" BOOLEAN NOT NULL,
    "started_at_ms" BIGINT NOT NULL,
    "doc" TEXT NOT NULL,

    CONSTRAINT "run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "step" (
    "id" TEXT NOT NULL,
    "run_id" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "doc" TEXT NOT NULL,

    CONSTRAINT "step_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "engine_order" (
    "id" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "state" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "placed_at_ms" BIGINT NOT NULL,
    "doc" TEXT NOT NULL,
    "result" TEXT NOT NULL,

    CONSTRAINT "engine_order_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "lease" (
    "name" TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    "ends_at_ms" BIGINT NOT NULL,

    CONSTRAINT "lease_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "sample" (
    "device_id" TEXT NOT NULL,
    "at_ms" BIGINT NOT NULL,
    "supply" TEXT NOT NULL,
    "runtime_seconds" DOUBLE PRECISION,
    "charge_percent" DOUBLE PRECISION,
    "load_percent" DOUBLE PRECISION,
    "output_watts" DOUBLE PRECISION,
    "battery_volts" DOUBLE PRECISION,
    "input_volts" DOUBLE PRECISION,
    "output_volts" DOUBLE PRECISION,
    "temperature_celsius" DOUBLE PRECISION,

    CONSTRAINT "sample_pkey" PRIMARY KEY ("device_id","at_ms")
);

-- CreateTable
CREATE TABLE "sample_minute" (
    "device_id" TEXT NOT NULL,
    "at_ms" BIGINT NOT NULL,
    "samples" INTEGER NOT NULL,
    "runtime_seconds_mean" DOUBLE PRECISION,
    "runtime_seconds_min" DOUBLE PRECISION,
    "runtime_seconds_max" DOUBLE PRECISION,
    "charge_percent_mean" DOUBLE PRECISION,
    "charge_percent_min" DOUBLE PRECISION,
    "charge_percent_max" DOUBLE PRECISION,
    "load_percent_mean" DOUBLE PRECISION,
    "load_percent_min" DOUBLE PRECISION,
    "load_percent_max" DOUBLE PRECISION,
    "output_watts_mean" DOUBLE PRECISION,
    "output_watts_min" DOUBLE PRECISION,
    "output_watts_max" DOUBLE PRECISION,
    "battery_volts_mean" DOUBLE PRECISION,
    "battery_volts_min" DOUBLE PRECISION,
    "battery_volts_max" DOUBLE PRECISION,
    "input_volts_mean" DOUBLE PRECISION,
    "input_volts_min" DOUBLE PRECISION,
    "input_volts_max" DOUBLE PRECISION,
    "output_volts_mean" DOUBLE PRECISION,
    "output_volts_min" DOUBLE PRECISION,
    "output_volts_max" DOUBLE PRECISION,
    "temperature_celsius_mean" DOUBLE PRECISION,
    "temperature_celsius_min" DOUBLE PRECISION,
    "temperature_celsius_max" DOUBLE PRECISION,

    CONSTRAINT "sample_minute_pkey" PRIMARY KEY ("device_id","at_ms")
);

-- CreateTable
CREATE TABLE "sample_hour" (
    "device_id" TEXT NOT NULL,
    "at_ms" BIGINT NOT NULL,
    "samples" INTEGER NOT NULL,
    "runtime_seconds_mean" DOUBLE PRECISION,
    "runtime_seconds_min" DOUBLE PRECISION,
    "runtime_seconds_max" DOUBLE PRECISION,
    "charge_percent_mean" DOUBLE PRECISION,
    "charge_percent_min" DOUBLE PRECISION,
    "charge_percent_max" DOUBLE PRECISION,
    "load_percent_mean" DOUBLE PRECISION,
    "load_percent_min" DOUBLE PRECISION,
    "load_percent_max" DOUBLE PRECISION,
    "output_watts_mean" DOUBLE PRECISION,
    "output_watts_min" DOUBLE PRECISION,
    "output_watts_max" DOUBLE PRECISION,
    "battery_volts_mean" DOUBLE PRECISION,
    "battery_volts_min" DOUBLE PRECISION,
    "battery_volts_max" DOUBLE PRECISION,
    "input_volts_mean" DOUBLE PRECISION,
    "input_volts_min" DOUBLE PRECISION,
    "input_volts_max" DOUBLE PRECISION,
    "output_volts_mean" DOUBLE PRECISION,
    "output_volts_min" DOUBLE PRECISION,
    "output_volts_max" DOUBLE PRECISION,
    "temperature_celsius_mean" DOUBLE PRECISION,
    "temperature_celsius_min" DOUBLE PRECISION,
    "temperature_celsius_max" DOUBLE PRECISION,

    CONSTRAINT "sample_hour_pkey" PRIMARY KEY ("device_id","at_ms")
);

-- CreateTable
CREATE TABLE "device" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "credential_id" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL,
    "identity" TEXT,
    "created_at_ms" BIGINT NOT NULL,

    CONSTRAINT "device_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "manager" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "credential_id" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL,
    "created_at_ms" BIGINT NOT NULL,

    CONSTRAINT "manager_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "power_group" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "device_ids" TEXT NOT NULL,
    "required_devices" INTEGER NOT NULL,

    CONSTRAINT "power_group_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "feed" (
    "host_id" TEXT NOT NULL,
    "device_id" TEXT NOT NULL,
    "label" TEXT NOT NULL,

    CONSTRAINT "feed_pkey" PRIMARY KEY ("host_id","device_id","label")
);

-- CreateTable
CREATE TABLE "setting" (
    "key" TEXT NOT NULL,
    "value" TEXT NOT NULL,

    CONSTRAINT "setting_pkey" PRIMARY KEY ("key")
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

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE CASCADE ON UPDATE CASCADE;
