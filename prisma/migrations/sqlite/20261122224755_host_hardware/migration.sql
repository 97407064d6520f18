-- CreateTable
CREATE TABLE "host_hardware" (
    "host_id" TEXT NOT NULL PRIMARY KEY,
    "address" TEXT NOT NULL,
    "credential_id" TEXT NOT NULL,
    "created_at_ms" BIGINT NOT NULL
);
