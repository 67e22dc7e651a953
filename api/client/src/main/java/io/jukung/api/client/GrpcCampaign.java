package io.jukung.api.client;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.jukung.proto.api.v1.CampaignRequest;
import io.jukung.proto.api.v1.CampaignResponse;
import io.jukung.proto.api.v1.ElectionsGrpc;
import java.util.function.Consumer;

/** One campaign stream. */
final class GrpcCampaign implements Campaign, StreamObserver<CampaignResponse> {

    private final CampaignRequest request;
    private final CampaignObserver observer;
    private final Consumer<Status> failures;
    private final StreamObserver<CampaignRequest> requests;
    private boolean over;

    private GrpcCampaign(
            ElectionsGrpc.ElectionsStub stub,
            CampaignRequest request,
            CampaignObserver observer,
            Consumer<Status> failures) {
        this.request = request;
        this.observer = observer;
        this.failures = failures;
        requests = stub.campaign(this);
    }

    static GrpcCampaign start(
            ElectionsGrpc.ElectionsStub stub,
            String election,
            String identity,
            CampaignObserver observer,
            Consumer<Status> failures) {
        var request = CampaignRequest.newBuilder()
                .setElection(election)
                .setIdentity(identity)
                .build();
        var campaign = new GrpcCampaign(stub, request, observer, failures);
        campaign.renew();
        return campaign;
    }

    @Override
    public synchronized void renew() {
        if (!over) {
            requests.onNext(request);
        }
    }

    @Override
    public void onNext(CampaignResponse response) {
        observer.onStanding(
                response.getLeading(),
                response.getRevision(),
                response.getLeaderIdentity(),
                response.getValidForMillis());
    }

    @Override
    public void onError(Throwable failure) {
        var status = Status.fromThrowable(failure);
        failures.accept(status);
        end(StatusMapping.toApiException(status, Status.trailersFromThrowable(failure)));
    }

    @Override
    public void onCompleted() {
        end(StatusMapping.of(503, "ServiceUnavailable", "the server ended the campaign"));
    }

    private void end(ApiException cause) {
        synchronized (this) {
            over = true;
        }
        observer.onEnd(cause);
    }

    @Override
    public synchronized void close() {
        if (!over) {
            over = true;
            requests.onCompleted();
        }
    }
}
