-- AlterTable
ALTER TABLE "feed" ADD COLUMN "outlet_id" TEXT;
