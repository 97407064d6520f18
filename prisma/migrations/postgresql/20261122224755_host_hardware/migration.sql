-- CreateTable
CREATE TABLE "host_hardware" (
    "host_id" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "credential_id" TEXT NOT NULL,
    "created_at_ms" BIGINT NOT NULL,

    CONSTRAINT "host_hardware_pkey" PRIMARY KEY ("host_id")
);
