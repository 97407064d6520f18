-- CreateTable
CREATE TABLE "host_direct_path" (
    "host_id" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "credential_id" TEXT NOT NULL,
    "created_at_ms" BIGINT NOT NULL,

    CONSTRAINT "host_direct_path_pkey" PRIMARY KEY ("host_id")
);
